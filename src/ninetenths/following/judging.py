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
UNDER_WAY = re.compile(
    "加快|推进|开工|启动|有序|进展|动工|稳步|深入|加强|持续|积极|不断|着力|大力|探索|主体|前期|提升|优化|推动"
)
NOT_REACHED = re.compile(
    "未能|未达|未完成|没有完成|没有达到|低于预期|不及预期|未实现|未如期|没有实现|落空|推迟|暂缓|低于[^，。；]{0,6}(?:预期|目标)|受[^，。]{2,12}影响[^，。]{0,8}未"
)
# A stage on the way, not the end of it.
STAGE = re.compile(
    "完成(?:总)?(?:投资|工程量|工程|进度|主体)?[^，。；]{0,4}[0-9.]+[%％]|主体(?:工程|结构)?(?:基本)?(?:完成|完工|建成|封顶)|结构封顶|合龙|试运行|试行|试运营|试生产"
)
_TO_START = re.compile("开工|启动|谋划|筹建|前期|规划建设|动工|争取")
TO_FINISH = re.compile("建成|完成|开通|实现|达到|投用|竣工|新建|新增|出台|制定|举办|建立|设立|创建|实施|开展")
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
            return Logistic(
                *(held[f"{name}_{part}"].astype(np.float64) for part in ("mean", "spread", "weight", "intercept"))
            )

        return Models(str(held["version"]), logistic("same"), logistic("fate"), float(held["silence"]))


@dataclass(frozen=True, slots=True)
class Wording:
    """Which of the clauses of a later text say finished, under way, not reached; which are claims. Arrays of bool."""

    finished: NDArray[np.bool_]
    under_way: NDArray[np.bool_]
    not_reached: NDArray[np.bool_]
    claimed: NDArray[np.bool_]


def wording(surfaces: Sequence[str], claimed: Sequence[bool]) -> Wording:
    """Look through each clause of a later text once."""
    import numpy as np

    return Wording(
        _has(FINISHED, surfaces), _has(UNDER_WAY, surfaces), _has(NOT_REACHED, surfaces), np.array(claimed, dtype=bool)
    )


def _has(pattern: re.Pattern[str], items: Sequence[str]) -> NDArray[np.bool_]:
    import numpy as np

    return np.array([pattern.search(item) is not None for item in items], dtype=bool)


def clause_inputs(
    features: NDArray[np.float32], figure: NDArray[np.int64], clause: NDArray[np.int64], said: Wording,
    has_figure: NDArray[np.bool_], kind: NDArray[np.int64],
) -> NDArray[np.float64]:  # fmt: skip
    """Inputs of `same`, shape (promises, k, inputs).

    `clause` (promises, k): numbers of the nearest clauses, whose words `said` describes. `figure` (promises, k): 1
    reached, -1 short, 0 no figure in common. `kind`: 0 target, 1 action, 2 aim, 3 conduct.
    """
    import numpy as np

    shape = features.shape[:2]
    covered, meaning = features[..., 0], features[..., 11]
    wide = [
        np.broadcast_to(np.arange(shape[1]) / max(1, shape[1]), shape), figure == 1, figure == -1, said.finished[clause],
        said.under_way[clause], said.claimed[clause], np.broadcast_to(has_figure[:, None], shape),
        np.broadcast_to((kind == 0)[:, None], shape), np.broadcast_to((kind >= 2)[:, None], shape),
        covered * features[..., 5], covered**2, features[..., 3] ** 2, covered * meaning,
    ]  # fmt: skip
    made = np.empty((*shape, features.shape[2] + len(wide)), dtype=np.float64)
    made[..., : features.shape[2]] = features
    for place, column in enumerate(wide, start=features.shape[2]):
        made[..., place] = column
    return made


def fate_inputs(
    chance: NDArray[np.float64], features: NDArray[np.float32], figure: NDArray[np.int64], clause: NDArray[np.int64],
    said: Wording, promises: Sequence[str], has_figure: NDArray[np.bool_], kind: NDArray[np.int64],
    covered: NDArray[np.bool_], clauses: int,
) -> NDArray[np.float64]:  # fmt: skip
    """Inputs of `fate`, shape (promises, inputs). `covered`: a blanket claim answers the promise's list."""
    import numpy as np

    rows = np.arange(len(promises))
    order = np.argsort(-chance, axis=1, kind="stable")
    top, second = order[:, 0], order[:, min(1, order.shape[1] - 1)]
    best = chance[rows, top]
    finished, under_way = said.finished[clause[rows, top]], said.under_way[clause[rows, top]]
    start, finish = _has(_TO_START, promises), _has(TO_FINISH, promises)
    first = np.take_along_axis(chance, order[:, :3], axis=1)
    missed = (said.not_reached[np.take_along_axis(clause, order[:, :3], axis=1)] & (first > 0.2)).any(axis=1)
    columns = [
        np.log((best + 1e-3) / (1 - best + 1e-3)), best, chance[rows, second], first.mean(axis=1), figure[rows, top] == 1,
        figure[rows, top] == -1, (figure == 1).any(axis=1), (figure == -1).any(axis=1), has_figure, finished, under_way,
        missed, start, finish, start & finished, finish & under_way, kind >= 2, kind == 0,
        np.full(len(rows), np.log(max(1, clauses))), features[:, :, 11].max(axis=1), covered,
    ]  # fmt: skip
    return np.concatenate([np.stack(columns, axis=1), features[rows, top]], axis=1).astype(np.float64)
