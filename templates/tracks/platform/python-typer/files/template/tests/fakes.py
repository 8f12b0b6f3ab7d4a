import httpx


class FakePlatform:
    """Stands for the platform API: `answer` is what it says next, None means that it is away."""

    def __init__(self) -> None:
        self.answer: httpx.Response | None = httpx.Response(404)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.answer is None:
            message = "no route"
            raise httpx.ConnectError(message, request=request)
        return self.answer
