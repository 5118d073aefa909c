"""What the engine refuses, in the shape the OpenAI API gives its errors."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal with an HTTP status; ``code`` and ``param`` are OpenAI's words for it."""

    def __init__(
        self, status: int, message: str, *, code: str | None = None, param: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param

    def body(self) -> dict[str, object]:
        kind = "server_error" if self.status >= 500 else "invalid_request_error"
        return {
            "error": {
                "message": self.message,
                "type": kind,
                "param": self.param,
                "code": self.code,
            }
        }


class JobFault(Exception):
    """Why a job failed, as it stands in the job's ``error``."""

    def __init__(self, code: str, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.param = param

    def error(self) -> dict[str, str | None]:
        return {"code": self.code, "message": self.message, "param": self.param}


def refuse_unsupported(param: str, feature: str) -> ApiError:
    """400 for something the API knows and this engine does not do."""
    return ApiError(
        400,
        f"The local engine does not support {feature}.",
        code="unsupported_parameter",
        param=param,
    )


def refuse_value(param: str, message: str) -> ApiError:
    """400 for a value of the wrong kind."""
    return ApiError(400, message, code="invalid_value", param=param)
