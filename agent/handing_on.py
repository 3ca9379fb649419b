"""A LangChain tool that gets every argument."""

from typing import Any

from langchain_core.tools import StructuredTool


class HandingOn(StructuredTool):
    """Hands every argument on; LangChain would put its own in the place of one named `config`."""

    async def _arun(self, *args: Any, **kwargs: Any) -> Any:
        assert self.coroutine is not None
        return await self.coroutine(*args, **kwargs)
