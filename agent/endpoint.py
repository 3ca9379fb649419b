"""ChatOpenAI for our endpoint calls; apart, so that who doesn't call one doesn't import openai."""

from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_openai import ChatOpenAI
from pydantic import PrivateAttr


class Endpoint(ChatOpenAI):
    """Describes each tool once; LangChain would do it anew at every call, for a tenth of a turn."""

    _described: dict[tuple[str, str], dict[str, Any]] = PrivateAttr(default_factory=dict)

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return super().bind_tools([self._once(tool) for tool in tools], **kwargs)

    def _once(self, tool: dict[str, Any] | type | Callable[..., Any] | BaseTool) -> dict[str, Any]:
        if not isinstance(tool, BaseTool):
            return convert_to_openai_tool(tool)
        key = (tool.name, tool.description)
        if key not in self._described:
            self._described[key] = convert_to_openai_tool(tool)
        return self._described[key]
