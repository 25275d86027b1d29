"""Choosing a machine translation: into what, with which engines, how thoroughly."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from workbench.recall import MemoryEngine
from workbench.translation.engine import BEAM, Engine
from workbench.ui import keeping
from workbench.ui.texts import N_, _, language_name, ngettext, translated

__all__ = ["MEMORY", "Wish", "choose", "direct", "engines", "wished"]

MEMORY = "memory"
"""Name of the translation memory among the engines; it is asked before the others."""

_QUALITY = {"draft": N_("draft"), "standard": N_("standard"), "best": N_("best")}


@dataclass(frozen=True, slots=True)
class Wish:
    """A machine translation somebody asks for; :data:`MEMORY` may be among its engines."""

    targets: tuple[str, ...]
    engines: tuple[str, ...]
    beam: int


def engines() -> tuple[Engine, ...]:
    """All engines this session can use, with what they have translated before kept."""
    from workbench.ui.models_engines import remembered

    return remembered()


def wished(wish: Wish) -> tuple[Engine, ...]:
    """The engines of a wish. With the memory among them they are asked only for what it lacks; what no engine
    can translate then stays empty."""
    others = [engine for engine in engines() if engine.name in wish.engines]
    if MEMORY not in wish.engines:
        return tuple(others)
    memory = keeping.memory()
    first = MemoryEngine(memory, others[0] if others else None, leave=True)
    return (first, *(MemoryEngine(memory, engine) for engine in others[1:]))


def _name(name: str) -> str:
    return _("translation memory") if name == MEMORY else name


def direct() -> tuple[Engine, ...]:
    """The engines themselves, for what only some of them can: scoring, offering other wordings."""
    from workbench.ui.models_engines import engines as known

    return known()


def choose(source: str | None, suffix: str = "") -> Wish | None:
    """Widgets for a wish; None while there is none.

    Args:
        source: language to translate from.
        suffix: keeps the widgets of two places apart.
    """
    known = engines()
    states = {engine.name: engine.state() for engine in known}
    for engine in known:
        mark = "✓" if states[engine.name].ready else "–"
        parts = (translated(states[engine.name].summary), translated(states[engine.name].hint))
        st.text(f"{mark} {engine.name}: {'. '.join(part for part in parts if part)}")
    counts = {(one, two): n for s, t, n in keeping.memory_pairs() for one, two in ((s, t), (t, s))}
    remembered = {target for origin, target in counts if origin == source}
    if remembered:
        units = sum(n for s, t, n in keeping.memory_pairs() if source in (s, t))
        said = ngettext("{n} confirmed segment", "{n} confirmed segments", units)
        st.text(f"✓ {_name(MEMORY)}: {said}")
    reachable = remembered | {
        target for engine in known for origin, target in engine.pairs() if origin == source
    }
    if not reachable:
        st.write(
            _(
                "No installed engine translates from this language. “Models & engines” says what can be installed."
            )
        )
        return None
    left, middle, right = st.columns(3)
    targets = left.multiselect(
        _("Into"), sorted(reachable, key=language_name), format_func=language_name, key=f"targets{suffix}"
    )
    if not targets:
        return None
    able = [MEMORY] if remembered.intersection(targets) else []
    able += [e.name for e in known if any((source, target) in e.pairs() for target in targets)]
    # its own key for each choice of languages: the default must follow, not the empty choice of before
    key = f"engines{suffix}-{'-'.join(sorted(targets))}"
    names = middle.multiselect(_("With"), able, default=able, format_func=_name, key=key)
    quality: str = right.selectbox(
        _("Quality"),
        list(BEAM),
        index=2,
        format_func=lambda name: _(_QUALITY[name]),
        key=f"quality{suffix}",
    )
    return Wish(tuple(targets), tuple(names), BEAM[quality]) if names else None
