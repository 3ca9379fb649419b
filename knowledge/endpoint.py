"""The embedding of an OpenAI-compatible endpoint: Chroma's own function, with little patience."""

import warnings
from typing import Any

from chromadb.utils.embedding_functions import (
    OpenAIEmbeddingFunction,
    register_embedding_function,
)

PATIENCE_S = 10.0
"""How long a question waits for its vector [s]."""


@register_embedding_function
class EndpointEmbedding(OpenAIEmbeddingFunction):  # type: ignore[misc]
    """Chroma's function for OpenAI; it keeps its key to itself, neither stored nor looked for."""

    client: Any

    def __init__(
        self, model_name: str, api_base: str | None = None, api_key: str = "not stored"
    ) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it says the key isn't stored
            super().__init__(api_key=api_key, model_name=model_name, api_base=api_base)
        self.client = self.client.with_options(timeout=PATIENCE_S, max_retries=1)
        self.client._client.follow_redirects = False  # words go nowhere else

    @staticmethod
    def name() -> str:
        return "openai_endpoint"

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> "EndpointEmbedding":
        return EndpointEmbedding(**config)

    def get_config(self) -> dict[str, Any]:
        return {"model_name": self.model_name, "api_base": self.api_base}

    @staticmethod
    def validate_config(config: dict[str, Any]) -> None:
        """Accept our keys, which the parent's schema would refuse."""
