"""C++ as tokens, as far as the mutants need it: comments and preprocessor lines are gone, strings are
one token, and every bracket knows its partner."""

import re
from dataclasses import dataclass

TOKEN = re.compile(r"""
    (?P<skip>\s+|//[^\n]*|/\*.*?\*/|^[ \t]*\#(?:[^\n\\]|\\.)*)
  | (?P<text>[uUL8]*"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<number>\.?\d(?:[eEpP][+-]|'?[\w.])*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<mark><=>|<<=|>>=|\.\.\.|->\*|::|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|.)
""", re.VERBOSE | re.DOTALL | re.MULTILINE)

OPENING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Token:
    kind: str   # text, number, name or mark
    text: str
    begin: int  # offset in the source
    spaced: bool  # white space on both sides: a binary operator, in the format of this house

    @property
    def end(self):
        return self.begin + len(self.text)


def tokens_of(source):
    found = []
    for match in TOKEN.finditer(source):
        if match.lastgroup == "skip":
            continue
        begin, end = match.span()
        spaced = source[begin - 1:begin].isspace() and source[end:end + 1].isspace()
        found.append(Token(match.lastgroup, match.group(), begin, spaced))
    return found


def partners_of(tokens):
    """Index of each bracket -> index of its partner."""
    partners, open_brackets = {}, []
    for index, token in enumerate(tokens):
        if token.kind != "mark":
            continue
        if token.text in OPENING:
            open_brackets.append(index)
        elif token.text in OPENING.values():
            opened = open_brackets.pop()
            if OPENING[tokens[opened].text] != token.text:
                raise ValueError(f"brackets at {tokens[opened].begin} and {token.begin} do not match")
            partners[opened], partners[index] = index, opened
    return partners
