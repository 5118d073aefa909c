"""Commands about models: which there are, fetching, removing, saving them to run elsewhere."""

from __future__ import annotations

from argparse import Namespace

from studio.cli.no_library import NoLibrary
from studio.cli.output import run_job, say
from studio.domain.errors import CuratorError
from studio.domain.local_model import LocalModel
from studio.i18n import _
from studio.services.models import here
from studio.services.session import Session
from studio.services.training.setup import set_up

Outcome = tuple[object, int]
MEGABYTE = 1_000_000


def list_models(args: Namespace) -> Outcome:
    """The models of an endpoint; of one on this computer with size and licence."""
    with NoLibrary() as session:
        if here.keeps_models(session, args.endpoint):
            return [_describe(model) for model in here.list_models(session, args.endpoint)], 0
        run_job(set_up(session.settings.endpoint(args.endpoint)))
        models = session.chat_model(args.endpoint).models()
        return [{"id": model} for model in models], 0


def manage_model(args: Namespace) -> Outcome:
    """Fetch, remove or save a model of this computer."""
    if args.action == "export":
        return _export(args)
    with NoLibrary() as session:
        if args.action == "fetch":
            run_job(here.fetch_model(session, args.endpoint, args.model))
            return _find(session, args), 0
        freed = here.remove_model(session, args.endpoint, args.model).value
        return {"removed": args.model, "megabytes": round(freed / MEGABYTE)}, 0


def _export(args: Namespace) -> Outcome:
    if args.out is None:
        raise CuratorError(_("Name the folder to save it in: --out DIR"))
    opened = Session.open(args.library, read_only=True) if args.library else NoLibrary()
    with opened as session:
        work = here.save_model(session, args.endpoint, args.model, args.out, args.as_kinds)
        saved = run_job(work).value
    files = [
        {"kind": kind, "path": path, "megabytes": round(size / MEGABYTE)}
        for kind, path, size in saved.files
    ]
    if (saved.folder / "Modelfile").exists():
        line = _("Run it with: ollama create mentor -f {file}")
        say(line.format(file=saved.folder / "Modelfile"))
    return {"folder": saved.folder, "files": files}, 0


def _find(session: Session, args: Namespace) -> dict[str, object]:
    models = here.list_models(session, args.endpoint)
    model_row = next((model for model in models if model.id == args.model), None)
    return _describe(model_row) if model_row else {"id": args.model}


def _describe(model: LocalModel) -> dict[str, object]:
    return {
        "id": model.id,
        "kind": model.kind,
        "megabytes": round(model.bytes / MEGABYTE, 1),
        "licence": model.licence,
        "base": model.base,
    }
