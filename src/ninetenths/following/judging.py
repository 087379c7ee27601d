"""What became of a promise: from its nearest review clauses to a status with a confidence that means what it says.

Two small logistic models, trained on labelled promises (`nine train following`): is this clause about the same
matter; and, given the nearest, is the promise done, partly done, or not mentioned. Weights are packaged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ninetenths.packs import resource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Words that say a thing is finished, under way, or not reached; and what kind of promise it was.
FINISHED = re.compile(
    "建成|完成|开通|投用|投产|通车|实现|达到|突破|荣获|获批|成功|出台|制定|建立|颁布|全面推行|竣工|运行|运营|启用|落地|挂牌|超过|举办|圆满|全覆盖|成立|设立|发布|印发|增长|新增|培育|引进|创建|入选|获评"
)
UNDER_WAY = re.compile("加快|推进|开工|启动|有序|进展|动工|稳步|深入|加强|持续|积极|不断|着力|大力|探索|主体|前期|提升|优化|推动")
NOT_REACHED = re.compile(
    "未能|未达|未完成|没有完成|没有达到|低于预期|不及预期|未实现|未如期|没有实现|落空|推迟|暂缓|受[^，。]{2,12}影响[^，。]{0,8}未"
)
_TO_START = re.compile("开工|启动|谋划|筹建|前期|规划建设|动工|争取")
_TO_FINISH = re.compile("建成|完成|开通|实现|达到|投用|竣工|新建|新增|出台|制定|举办|建立|设立|创建|实施|开展")
OUTCOMES = ("done", "partial", "silent")


@dataclass(frozen=True, slots=True)
class Logistic:
    """Standardised inputs, weights (inputs, classes) and intercepts."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    weight: NDArray[np.float64]
    intercept: NDArray[np.float64]

    def chances(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities, shape (rows, classes); with one column of weights that of the second of two classes."""
        import numpy as np

        scores = (inputs - self.mean) / self.spread @ self.weight + self.intercept
        if scores.shape[1] == 1:
            scores = np.concatenate((np.zeros_like(scores), scores), axis=1)
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        made: NDArray[np.float64] = chance / chance.sum(axis=1, keepdims=True)
        return made


@dataclass(frozen=True, slots=True)
class Models:
    """`same`: is a clause about the promise; `fate`: what became of it; `silence`: how much silence must outweigh."""

    version: str
    same: Logistic
    fate: Logistic
    silence: float


@cache
def models() -> Models:
    """The packaged models."""
    import numpy as np

    with resource("models", "following.npz").open("rb") as file, np.load(file, allow_pickle=False) as held:

        def logistic(name: str) -> Logistic:
            return Logistic(*(held[f"{name}_{part}"].astype(np.float64) for part in ("mean", "spread", "weight", "intercept")))

        return Models(str(held["version"]), logistic("same"), logistic("fate"), float(held["silence"]))


def clause_inputs(
    features: NDArray[np.float32], figure: NDArray[np.int64], surfaces: Sequence[Sequence[str]], claimed: NDArray[np.bool_],
    has_figure: NDArray[np.bool_], kind: NDArray[np.int64],
) -> NDArray[np.float64]:  # fmt: skip
    """Inputs of `same`, shape (promises, k, inputs).

    `figure` (promises, k): 1 reached, -1 short, 0 no figure in common. `claimed`: the clause is a claim. `kind`: 0
    target, 1 action, 2 aim, 3 conduct.
    """
    import numpy as np

    shape = features.shape[:2]
    finished = np.array([[FINISHED.search(item) is not None for item in row] for row in surfaces], dtype=float).reshape(shape)
    under_way = np.array([[UNDER_WAY.search(item) is not None for item in row] for row in surfaces], dtype=float).reshape(shape)
    wide = [
        np.broadcast_to(np.arange(shape[1]) / max(1, shape[1]), shape), figure == 1, figure == -1, finished, under_way, claimed,
        np.broadcast_to(has_figure[:, None], shape), np.broadcast_to((kind == 0)[:, None], shape),
        np.broadcast_to((kind >= 2)[:, None], shape), features[..., 0] * features[..., 5], features[..., 0] ** 2,
        features[..., 3] ** 2, features[..., 0] * features[..., 11],
    ]  # fmt: skip
    return np.concatenate([features, np.stack(wide, axis=2)], axis=2).astype(np.float64)


def fate_inputs(
    chance: NDArray[np.float64], features: NDArray[np.float32], figure: NDArray[np.int64],
    surfaces: Sequence[Sequence[str]], promises: Sequence[str], has_figure: NDArray[np.bool_], kind: NDArray[np.int64],
    covered: NDArray[np.bool_], clauses: int,
) -> NDArray[np.float64]:  # fmt: skip
    """Inputs of `fate`, shape (promises, inputs). `covered`: a blanket claim answers the promise's list."""
    import numpy as np

    rows = np.arange(len(promises))
    order = np.argsort(-chance, axis=1, kind="stable")
    top, second = order[:, 0], order[:, min(1, order.shape[1] - 1)]
    best = chance[rows, top]
    texts = [row[place] for row, place in zip(surfaces, top.tolist(), strict=True)]

    def has(pattern: re.Pattern[str], items: Sequence[str]) -> NDArray[np.float64]:
        return np.array([pattern.search(item) is not None for item in items], dtype=float)

    finished, under_way = has(FINISHED, texts), has(UNDER_WAY, texts)
    start, finish = has(_TO_START, promises), has(_TO_FINISH, promises)
    missed = np.array([
        any(NOT_REACHED.search(surfaces[row][place]) for place in order[row, :3].tolist() if chance[row, place] > 0.2) for row in rows
    ], dtype=float)  # fmt: skip
    columns = [
        np.log((best + 1e-3) / (1 - best + 1e-3)), best, chance[rows, second],
        np.take_along_axis(chance, order[:, :3], axis=1).mean(axis=1), figure[rows, top] == 1, figure[rows, top] == -1,
        (figure == 1).any(axis=1), (figure == -1).any(axis=1), has_figure, finished, under_way, missed, start, finish,
        start * finished, finish * under_way, kind >= 2, kind == 0, np.full(len(rows), np.log(max(1, clauses))),
        features[:, :, 11].max(axis=1), covered,
    ]  # fmt: skip
    return np.concatenate([np.stack(columns, axis=1), features[rows, top]], axis=1).astype(np.float64)
