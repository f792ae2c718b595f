r"""LaTeX: a table with `booktabs`, and formulas from Unicode into mathematics.

Knows the letters and signs that explanations use. What it writes compiles as pasted into a document with
`\usepackage{booktabs,amsmath,amssymb,graphicx}`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wengert.explain.table import Table

_WIDE, _LONG = 150, 28  # characters beside each other, and rows, that fill a landscape page
_BELOW = dict(zip("₀₁₂₃₄₅₆₇₈₉₋", "0123456789-", strict=True))
_ABOVE = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀ", [*"0123456789-", r"\mathsf{T}"], strict=True))
_MARKS = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0307": r"\dot", "\u0303": r"\tilde"}
_SIGNS = {
    "∂": r"\partial ", "ℒ": r"\mathcal{L}", "·": r"\cdot ", "⊙": r"\odot ", "⊗": r"\otimes ", "−": "-", "′": "'",
    "‖": r"\Vert ", "√": r"\surd ", "∛": r"\sqrt[3]{}", "Σ": r"\sum ", "∞": r"\infty ", "→": r"\to ",
    "←": r"\leftarrow ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "×": r"\times ", "∇": r"\nabla ",
    "≈": r"\approx ", "∗": r"\ast ",
    "…": r"\dots ", "⋯": r"\cdots ", "½": r"\tfrac12 ", "±": r"\pm ", "∈": r"\in ", "|": r"\vert ", "%": r"\% ",
    "_": r"\_", "&": r"\& ", "#": r"\# ", "$": r"\$ ", "{": r"\{", "}": r"\}", "~": r"\sim ", "^": r"\hat{}",
    "✓": r"\checkmark ", "✗": r"\times ", "⟨": r"\langle ", "⟩": r"\rangle ", "⁺": "^{+}", "@": r"\, ",
    "λ": r"\lambda ",
    "α": r"\alpha ", "β": r"\beta ", "γ": r"\gamma ", "δ": r"\delta ", "ε": r"\varepsilon ", "ζ": r"\zeta ",
    "η": r"\eta ", "θ": r"\theta ", "κ": r"\kappa ", "μ": r"\mu ", "ν": r"\nu ", "ξ": r"\xi ", "ρ": r"\rho ",
    "σ": r"\sigma ", "τ": r"\tau ", "φ": r"\varphi ", "ψ": r"\psi ", "ω": r"\omega ", "Ω": r"\Omega ", "Θ": r"\Theta ",
    "Δ": r"\Delta ", "Φ": r"\Phi ", "π": r"\pi ", "⁄": "/", "\\": r"\backslash ", '"': "''", "–": "-",
    "↦": r"\mapsto ", "⇒": r"\Rightarrow ", "⟵": r"\leftarrow ",
}  # fmt: skip
_OPERATORS = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "sinh",
        "cosh",
        "tanh",
        "arcsin",
        "arccos",
        "arctan",
        "log",
        "ln",
        "exp",
        "max",
        "min",
        "det",
        "dim",
        "lim",
        "sup",
        "inf",
        "arg",
        "gcd",
        "deg",
    ]
)
_TEXT = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "…": r"\dots{}",
    "–": "--", "’": "'", "|": r"\textbar{}", '"': "''",
}  # fmt: skip


def math(formula: str) -> str:
    r"""A formula in Unicode as LaTeX mathematics, without the dollars.

    Example:
        >>> print(math("∂ℒ/∂W₁ = δ₁ · xᵀ"))
        \partial \mathcal{L}/\partial W_{1} = \delta _{1} \cdot  x^{\mathsf{T}}
        >>> print(math("ŷ² − tanh(v̄₋₁)"))
        \hat{y}^{2} - \tanh (\bar{v}_{-1})
    """
    text = unicodedata.normalize("NFD", formula)
    out, k = [], 0
    while k < len(text):
        word = re.match(r"[A-Za-z]{2,}(?:[._][A-Za-z0-9]+)*", text[k:])
        if word and not (k + len(word[0]) < len(text) and unicodedata.combining(text[k + len(word[0])])):
            out.append(_word(word[0]))
            k += len(word[0])
            continue
        run = re.match(f"[{''.join(_BELOW)}]+", text[k:]) or re.match(f"[{''.join(_ABOVE)}]+", text[k:])
        if run:
            table, sign = (_BELOW, "_") if run[0][0] in _BELOW else (_ABOVE, "^")
            out.append(f"{sign}{{{''.join(table[c] for c in run[0])}}}")
            k += len(run[0])
            continue
        marks = re.match(r"[\u0300-\u036f]*", text[k + 1 :])
        if marks and marks[0]:
            whole = text[k : k + 1 + len(marks[0])]
            letter = _SIGNS.get(text[k], text[k])
            for mark in marks[0]:
                letter = f"{_MARKS.get(mark, '')}{{{letter}}}"
            known = all(mark in _MARKS for mark in marks[0])
            out.append(letter if known else rf"\text{{{unicodedata.normalize('NFC', whole)}}}")
            k += 1 + len(marks[0])
            continue
        out.append(_SIGNS.get(text[k], text[k] if text[k].isascii() else rf"\text{{{text[k]}}}"))
        k += 1
    return "".join(out)


def _word(word: str) -> str:
    if word in _OPERATORS:
        return f"\\{word} "
    return rf"\mathrm{{{word.replace('_', chr(92) + '_')}}}" if len(word) > 1 else word


def words(text: str) -> str:
    r"""Prose with formulas in it: what contains letters and signs of mathematics becomes mathematics.

    Example:
        >>> print(words("50% of δ₁ is 0"))
        50\% of $\delta _{1}$ is 0
    """
    return " ".join(f"${math(w)}$" if _is_formula(w) else _escaped(w) for w in text.split(" "))


def _is_formula(word: str) -> bool:
    """Whether a word has a letter or sign of mathematics in it."""
    letters = [c for c in unicodedata.normalize("NFD", word) if not c.isascii() and c not in "…–’"]
    return any(c in _SIGNS or c in _BELOW or c in _ABOVE or c in _MARKS for c in letters)


def _escaped(word: str) -> str:
    return "".join(_TEXT.get(c, c) for c in word)


def table(t: Table) -> str:
    """The table as a `table` environment with caption, rules and notes.

    It is made smaller where it is wider than a page, and cut into several where it is longer.
    """
    parts = [t.rows[k : k + _LONG] for k in range(0, len(t.rows), _LONG)]
    if len(parts) < 2:
        return _one(t)
    last = len(parts)
    titles = [f"{t.title} ({k} of {last})" for k in range(1, last + 1)]
    notes = [()] * (last - 1) + [t.notes]
    cut = zip(titles, parts, notes, strict=True)
    return "\n\n".join(_one(replace(t, title=title, rows=rows, notes=below)) for title, rows, below in cut)


def _one(t: Table) -> str:
    letters = "".join("r" if c.kind == "step" else "l" for c in t.columns)
    heads = " & ".join(rf"\textbf{{{words(c.name)}}}" for c in t.columns)
    lines = [r"\begin{table}", r"\centering", rf"\caption{{{words(t.title)}}}", rf"\begin{{tabular}}{{{letters}}}"]
    lines += [r"\toprule", heads + r" \\", r"\midrule"]
    section, written = "", t.written()
    for row, cells in zip(t.rows, written, strict=True):
        if row.section != section:
            section = row.section
            lines.append(rf"\multicolumn{{{len(t.columns)}}}{{l}}{{\textit{{{words(section)}}}}} \\")
        lines.append(" & ".join(_cell(c.kind, x) for c, x in zip(t.columns, cells, strict=True)) + r" \\")
    lines += [r"\bottomrule", r"\end{tabular}"]
    if sum(max(map(len, column)) + 3 for column in zip([c.name for c in t.columns], *written, strict=True)) > _WIDE:
        place = lines.index(rf"\begin{{tabular}}{{{letters}}}")
        lines = [*lines[:place], r"\resizebox{\linewidth}{!}{%", *lines[place:], "}"]
    lines += [rf"\par\smallskip {words(note)}" for note in t.notes]
    return "\n".join([*lines, r"\end{table}"])


def _cell(kind: str, text: str) -> str:
    if not text:
        return ""
    return words(text) if kind in ("text", "step", "steps") else f"${math(text)}$"
