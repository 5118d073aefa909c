"""The local engine's client: the OpenAI API, and what only the engine can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from studio.domain.errors import EndpointError
from studio.i18n import _
from studio.providers.base import Likelihood
from studio.providers.openai_compatible import OpenAICompatible

if TYPE_CHECKING:
    from openai import AsyncOpenAI


class LocalClient(OpenAICompatible):
    """A ``ProviderClient`` that is a ``Scorer`` as well."""

    def score(
        self, messages: Sequence[Mapping[str, object]], answer: str, *, model: str
    ) -> Likelihood:
        body = {"model": model, "messages": [dict(each) for each in messages], "answer": answer}

        async def ask(client: AsyncOpenAI) -> Likelihood:
            reply: Any = await client.post("/studio/score", cast_to=object, body=body)
            try:
                return Likelihood(int(reply["tokens"]), float(reply["logprob"]))
            except (TypeError, KeyError, ValueError) as error:
                line = _("The local engine's answer can't be read.")
                raise EndpointError(line) from error

        return self._ask(ask)
