"""A Transformer small enough to train in minutes on one core, and its way into CTranslate2.

Vaswani et al. 2017, https://arxiv.org/abs/1706.03762, with normalisation before each block and one embedding
for both sides. Sinusoids, epsilon and the scale of the embeddings are those that CTranslate2 assumes.

Needs PyTorch, only here and for training.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import numpy as np
import torch
from torch import Tensor, nn

_UNKNOWN, BEGIN, END = 0, 1, 2
"""Numbers of the special pieces, as SentencePiece is told to give them."""

_LONGEST = 256

Pair = tuple[list[int], list[int]]


@dataclass(frozen=True)
class Size:
    """How large the network is."""

    layers: int = 2
    width: int = 96
    inner: int = 256
    heads: int = 4


class Transformer(nn.Module):
    """Encoder and decoder over one vocabulary of `pieces` pieces; piece number `pieces` is padding."""

    def __init__(self, pieces: int, size: Size) -> None:
        super().__init__()
        self.pieces, self.size, self.padding = pieces, size, pieces
        self.embedding = nn.Embedding(pieces + 1, size.width, padding_idx=pieces)
        nn.init.normal_(self.embedding.weight, std=size.width**-0.5)
        layer = {
            "d_model": size.width,
            "nhead": size.heads,
            "dim_feedforward": size.inner,
            "dropout": 0.1,
            "batch_first": True,
            "norm_first": True,
            "layer_norm_eps": 1e-6,
        }
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(**layer),
            size.layers,
            nn.LayerNorm(size.width, eps=1e-6),
            enable_nested_tensor=False,
        )
        self.decoder = nn.TransformerDecoder(
            nn.TransformerDecoderLayer(**layer), size.layers, nn.LayerNorm(size.width, eps=1e-6)
        )
        self.bias = nn.Parameter(torch.zeros(pieces))
        self.register_buffer("positions", _sinusoids(_LONGEST, size.width), persistent=False)
        self.dropout = nn.Dropout(0.1)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Scores of every piece after every prefix of `target`."""
        mask = source == self.padding
        memory = self.encoder(self._embedded(source), src_key_padding_mask=mask)
        future = torch.triu(torch.ones(target.shape[1], target.shape[1], dtype=torch.bool), 1)
        decoded = self.decoder(self._embedded(target), memory, tgt_mask=future, memory_key_padding_mask=mask)
        return nn.functional.linear(decoded, self.embedding.weight[: self.pieces], self.bias)

    def _embedded(self, pieces: Tensor) -> Tensor:
        scaled = self.embedding(pieces) * math.sqrt(self.size.width)
        return self.dropout(scaled + self.positions[: pieces.shape[1]])


def train(pairs: Sequence[Pair], pieces: int, size: Size, seconds: float, seed: int) -> Transformer:
    """Train for so many CPU seconds; the learning rate falls to its end within them."""
    torch.manual_seed(seed)
    order = random.Random(seed)
    network = Transformer(pieces, size)
    highest = 2e-3
    optimizer = torch.optim.AdamW(network.parameters(), lr=highest, betas=(0.9, 0.98), weight_decay=0.01)
    start, step = time.process_time(), 0
    while True:
        for batch in _batches(pairs, order):
            used = (time.process_time() - start) / seconds
            if used >= 1:
                return network.eval()
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = highest * min(1, step / 100) * max(0.02, 1 - used)
            loss = _loss(network, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            if step % 200 == 0:
                print(f"{used:4.0%}  step {step}  loss {loss.item():.3f}", flush=True)


def export(network: Transformer, vocabulary: list[str], folder: Path) -> None:
    """Write the network as a CTranslate2 model of int8 numbers."""
    size = network.size
    spec = ctranslate2.specs.TransformerSpec.from_config(
        size.layers, size.heads, pre_norm=True, activation=ctranslate2.specs.Activation.RELU
    )
    for to, layer in zip(spec.encoder.layer, network.encoder.layers, strict=True):
        _attention(to.self_attention, layer.self_attn, layer.norm1)
        _feed_forward(to.ffn, layer, layer.norm2)
    for to, layer in zip(spec.decoder.layer, network.decoder.layers, strict=True):
        _attention(to.self_attention, layer.self_attn, layer.norm1)
        _cross_attention(to.attention, layer.multihead_attn, layer.norm2, size.width)
        _feed_forward(to.ffn, layer, layer.norm3)
    _norm(spec.encoder.layer_norm, network.encoder.norm)
    _norm(spec.decoder.layer_norm, network.decoder.norm)
    shared = _numbers(network.embedding.weight[: network.pieces])
    spec.encoder.embeddings[0].weight = shared
    spec.decoder.embeddings.weight = shared
    spec.decoder.projection.weight = shared
    spec.decoder.projection.bias = _numbers(network.bias)
    # word alignments come from the mean of all heads of the last layer
    spec.decoder.alignment_heads = np.dtype("int16").type(size.heads)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    folder.mkdir(parents=True)
    spec.save(str(folder))


def _batches(pairs: Sequence[Pair], order: random.Random, size: int = 64) -> Iterator[list[Pair]]:
    """All pairs once, in batches of similar length, in random order."""
    indexes = list(range(len(pairs)))
    order.shuffle(indexes)
    for start in range(0, len(indexes), size * 20):
        pool = sorted(indexes[start : start + size * 20], key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
        batches = [pool[at : at + size] for at in range(0, len(pool), size)]
        order.shuffle(batches)
        yield from ([pairs[i] for i in batch] for batch in batches)


def _loss(network: Transformer, batch: Sequence[Pair]) -> Tensor:
    source = _padded([source for source, _ in batch], network.padding)
    given = _padded([[BEGIN, *target] for _, target in batch], network.padding)
    wanted = _padded([[*target, END] for _, target in batch], network.padding)
    scores = network(source, given).reshape(-1, network.pieces)
    return nn.functional.cross_entropy(
        scores, wanted.reshape(-1), ignore_index=network.padding, label_smoothing=0.05
    )


def _padded(rows: Sequence[list[int]], padding: int) -> Tensor:
    longest = max(map(len, rows))
    return torch.tensor([row + [padding] * (longest - len(row)) for row in rows])


def _sinusoids(length: int, width: int) -> Tensor:
    step = math.log(10000.0) / (width // 2 - 1)
    angles = (np.arange(length)[:, None] + 1) * np.exp(-step * np.arange(width // 2))[None]
    return torch.tensor(np.concatenate([np.sin(angles), np.cos(angles)], -1), dtype=torch.float32)


def _numbers(tensor: Tensor) -> np.ndarray:
    return tensor.detach().numpy().copy()


def _linear(to: ctranslate2.specs.common_spec.LinearSpec, weight: Tensor, bias: Tensor) -> None:
    to.weight, to.bias = _numbers(weight), _numbers(bias)


def _norm(to: ctranslate2.specs.common_spec.LayerNormSpec, norm: nn.LayerNorm) -> None:
    to.gamma, to.beta = _numbers(norm.weight), _numbers(norm.bias)


def _attention(to: object, attention: nn.MultiheadAttention, norm: nn.LayerNorm) -> None:
    _norm(to.layer_norm, norm)
    _linear(to.linear[0], attention.in_proj_weight, attention.in_proj_bias)  # query, key and value in one
    _linear(to.linear[1], attention.out_proj.weight, attention.out_proj.bias)


def _cross_attention(to: object, attention: nn.MultiheadAttention, norm: nn.LayerNorm, width: int) -> None:
    _norm(to.layer_norm, norm)
    weight, bias = attention.in_proj_weight, attention.in_proj_bias
    _linear(to.linear[0], weight[:width], bias[:width])  # query
    _linear(to.linear[1], weight[width:], bias[width:])  # key and value
    _linear(to.linear[2], attention.out_proj.weight, attention.out_proj.bias)


def _feed_forward(to: object, layer: nn.Module, norm: nn.LayerNorm) -> None:
    _norm(to.layer_norm, norm)
    _linear(to.linear_0, layer.linear1.weight, layer.linear1.bias)
    _linear(to.linear_1, layer.linear2.weight, layer.linear2.bias)
