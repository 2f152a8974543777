"""Statements among tokens: where each begins and ends, and whether it could be left out."""

from dataclasses import dataclass

ASSIGNMENTS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
LEAVING = {"break", "continue"}
NEVER_ALONE = {
    "alignas", "auto", "case", "class", "const", "constexpr", "constinit", "default", "do", "else", "enum",
    "extern", "for", "friend", "goto", "if", "inline", "namespace", "private", "protected", "public",
    "return", "static", "static_assert", "struct", "switch", "template", "typedef", "union", "using",
    "while"}


@dataclass(frozen=True)
class Statement:
    first: int  # index of its first token
    last: int   # index of its semicolon


def is_block(tokens, index):
    """Whether the brace opens statements or members, not a list of values: `if (x) {`, not `Tick{x}`."""
    before = tokens[index - 1] if index else None
    if before is None or before.text in {"=", "return", "(", ",", "{", "[", ":", "?"}:
        return before is None or before.text == "{"
    return before.end < tokens[index].begin


def statements_of(tokens, partners):
    """Every simple statement (with its semicolon), also inside lambdas and bodies of classes."""
    found = []
    scopes = [0]  # the first token of the statement under way in each open block
    index = 0
    while index < len(tokens):
        text = tokens[index].text
        if text in {"(", "["} or (text == "{" and not is_block(tokens, index)):
            inside = [place for place in range(index + 1, partners[index])
                      if tokens[place].text == "{" and is_block(tokens, place)]
            for place in inside[:1]:  # a lambda among the arguments
                body = tokens[place + 1:partners[place]]
                found += [Statement(place + 1 + inner.first, place + 1 + inner.last)
                          for inner in statements_of(body, shifted(partners, place))]
            control = tokens[index - 1].text in {"if", "for", "while", "switch", "constexpr"}
            index = partners[index]
            if control and text == "(":
                scopes[-1] = index + 1
        elif text == "{":
            scopes.append(index + 1)
        elif text == "}" and len(scopes) > 1:
            scopes.pop()
            scopes[-1] = index + 1
        elif text == ";":
            if index > scopes[-1]:
                found.append(Statement(scopes[-1], index))
            scopes[-1] = index + 1
        elif text in {"else", "do"}:
            scopes[-1] = index + 1
        elif text == ":" and tokens[scopes[-1]].text in {"case", "default", "public", "private"}:
            scopes[-1] = index + 1
        index += 1
    return found


def shifted(partners, place):
    """Partners of the tokens between the brace at `place` and its own partner, counted from there."""
    last = partners[place]
    return {a - place - 1: b - place - 1 for a, b in partners.items() if place < a < last}


def is_access(tokens, partners, first, end):
    """Whether tokens[first:end] name one thing: `a`, `a.b`, `*a->b[i]`, `f(x).y`."""
    index = first
    while index < end and tokens[index].text == "*":
        index += 1
    expects_name = True
    while index < end:
        token = tokens[index]
        if token.text in {"(", "["} and not expects_name:
            index = partners[index]
        elif (token.kind == "name") == expects_name and (expects_name or token.text in {".", "->", "::"}):
            expects_name = not expects_name
        else:
            return False
        index += 1
    return not expects_name


def assignment_in(tokens, partners, statement):
    """Index of the assignment at the top of the statement, or None."""
    index = statement.first
    while index < statement.last:
        if tokens[index].text in ASSIGNMENTS:
            return index
        index = partners[index] + 1 if tokens[index].text in {"(", "[", "{"} else index + 1
    return None


def can_be_left_out(tokens, partners, statement):
    """Whether it is an assignment, a call, a step or a way out of a block: no declaration."""
    first, last = statement.first, statement.last
    if tokens[first].text in LEAVING or (tokens[first].text == "return" and last == first + 1):
        return True
    if tokens[first].text in NEVER_ALONE:
        return False
    if tokens[first].text in {"++", "--"}:
        return is_access(tokens, partners, first + 1, last)
    if tokens[last - 1].text in {"++", "--"}:
        return is_access(tokens, partners, first, last - 1)
    assignment = assignment_in(tokens, partners, statement)
    if assignment is not None:
        return is_access(tokens, partners, first, assignment)
    return tokens[last - 1].text == ")" and is_access(tokens, partners, first, last)
