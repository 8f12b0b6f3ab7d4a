"""all-MiniLM-L6-v2 in numpy: six layers of attention, the mean over the tokens, length one.

Texts go through one by one. Padding them into batches would be faster and move every vector in the seventh digit,
so that the same text would have another vector beside other neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from handbook.embed.weights import Weights

Array = npt.NDArray[np.float32]
LAYERS, HEADS, WIDTH, EPS = 6, 12, 384, 1e-12
WINDOW = 256


class MiniLM:
    """Turns a text into a vector of 384 numbers; near in meaning is near in angle."""

    def __init__(self, weights: Weights) -> None:
        self.sha256 = weights.sha256
        self._w: Mapping[str, Array] = load_file(weights.tensors)
        self._tokenizer = Tokenizer.from_file(str(weights.tokenizer))
        # The file asks for padding and a cut at 128; the first is waste, the second would be silent.
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._counter = self._tokenizer.encode
        self.calls = 0

    def count(self, text: str) -> int:
        """Count the model's tokens, the two around the text included."""
        return len(self._counter(text).ids)

    def embed(self, text: str) -> Array:
        """Embed one text; what is beyond the window is not seen, which is why passages are kept below it."""
        self.calls += 1
        ids = self._tokenizer.encode(text).ids
        if len(ids) > WINDOW:
            ids = [*ids[: WINDOW - 1], ids[-1]]
        x = self._embeddings(np.asarray(ids))
        for layer in range(LAYERS):
            x = self._layer(x, f"encoder.layer.{layer}")
        return normalised(x.mean(axis=0))

    def _embeddings(self, ids: npt.NDArray[np.int64]) -> Array:
        base = "embeddings"
        x = self._w[f"{base}.word_embeddings.weight"][ids]
        x = x + self._w[f"{base}.position_embeddings.weight"][: len(ids)]
        x = x + self._w[f"{base}.token_type_embeddings.weight"][0]
        return self._norm(x, f"{base}.LayerNorm")

    def _layer(self, x: Array, name: str) -> Array:
        size = WIDTH // HEADS

        def split(part: str) -> Array:
            rows = self._linear(x, f"{name}.attention.self.{part}")
            return rows.reshape(len(x), HEADS, size).transpose(1, 0, 2)

        query, key, value = split("query"), split("key"), split("value")
        scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(size))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed = (scores @ value).transpose(1, 0, 2).reshape(len(x), WIDTH)
        out = self._linear(mixed, f"{name}.attention.output.dense")
        x = self._norm(out + x, f"{name}.attention.output.LayerNorm")
        inner = gelu(self._linear(x, f"{name}.intermediate.dense"))
        return self._norm(self._linear(inner, f"{name}.output.dense") + x, f"{name}.output.LayerNorm")

    def _linear(self, x: Array, name: str) -> Array:
        out: Array = x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]
        return out

    def _norm(self, x: Array, name: str) -> Array:
        x = x - x.mean(axis=-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(EPS))
        out: Array = x * self._w[f"{name}.weight"] + self._w[f"{name}.bias"]
        return out


def normalised(vector: Array) -> Array:
    """Bring a vector to length one, so that a dot product is a cosine."""
    return (vector / np.float32(np.linalg.norm(vector))).astype(np.float32)


def gelu(x: Array) -> Array:
    """Apply the GELU of the error function, by a polynomial that is right to 1.5e-7 (numpy has no erf)."""
    z = np.abs(x) / np.float32(math.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    out: Array = (x * np.float32(0.5) * (1 + erf)).astype(np.float32)
    return out
