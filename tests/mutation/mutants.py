"""Mutants of a C++ source: every small mistake that a test should notice, one at a time."""

import re
from dataclasses import dataclass

from statements import can_be_left_out, statements_of
from tokens import partners_of, tokens_of

SWAPS = {  # binary operators; a comparison loses its border and turns round
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"], "==": ["!="], "!=": ["=="],
    "&&": ["||"], "||": ["&&"], "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "+=": ["-="], "-=": ["+="]}
STEPS = {"++": "--", "--": "++"}
TRUTHS = {"true": "false", "false": "true"}
COMPARISONS = {"<", "<=", ">", ">=", "==", "!="}
COMBINING = {"&&", "||", "!", "?"}
ASKED_ONLY = {"static_assert", "assert"}
BEFORE_A_CONDITION = {"return", "=", "+=", "-=", ",", ";", "?", ":", "{", "}", "<<"}

ENUM = re.compile(r"\benum\s+class\s+(\w+)\s*(?::[^{;]*)?\{([^}]*)\}")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Mutant:
    file: str      # path from the root of the project
    begin: int     # offsets in the file of what is replaced
    end: int
    by: str
    line: int
    original: str  # the lines it touches, white space made single
    changed: str   # the same after the change

    @property
    def name(self):
        return (self.file, self.original, self.changed)

    def __str__(self):
        return f"{self.file}:{self.line}: {self.original} -> {self.changed}"

    def applied_to(self, source):
        return source[:self.begin] + self.by + source[self.end:]


def enums_of(source):
    """Name of each enum class -> its enumerators in order."""
    found = {}
    for name, body in ENUM.findall(COMMENT.sub("", source)):
        found[name] = [part.split("=")[0].split("[")[0].strip() for part in body.split(",") if part.strip()]
    return found


def mutants_of(file, source, enums):
    """All mutants of one file, in the order of the text, none twice."""
    scout = Scout(source, enums)
    found = {}
    for begin, end, by in scout.changes():
        # The lines below keep their numbers.
        by += "\n" * source[begin:end].count("\n") if end > begin else ""
        first = source.rfind("\n", 0, begin) + 1
        last = source.find("\n", end)
        last = len(source) if last < 0 else last
        line = source.count("\n", 0, begin) + 1
        original = shown(source[first:last])
        changed = shown(source[first:begin] + by + source[end:last])
        found.setdefault((line, changed.replace(" ", "")),
                         Mutant(file, begin, end, by, line, original, changed))
    return sorted(found.values(), key=lambda mutant: (mutant.begin, mutant.end, mutant.by))


def shown(text):
    return " ".join(COMMENT.sub("", text).split())


class Scout:
    """Walks one source and offers changes (begin, end, replacement)."""

    def __init__(self, source, enums):
        self.source = source
        self.enums = enums
        self.tokens = tokens_of(source)
        self.partners = partners_of(self.tokens)
        self.quiet = self.places_only_asked()

    def changes(self):
        for index in range(len(self.tokens)):
            if index in self.quiet:
                continue
            yield from self.at_operator(index)
            yield from self.at_word(index)
            yield from self.at_number(index)
            yield from self.at_condition(index)
            yield from self.at_initializer(index)
        for statement in statements_of(self.tokens, self.partners):
            if statement.first not in self.quiet:
                yield from self.at_statement(statement)

    def places_only_asked(self):
        """Inside assertions and the bodies of enums nothing happens at run time."""
        quiet = set()
        for index, token in enumerate(self.tokens[:-1]):
            if token.text in ASKED_ONLY and self.tokens[index + 1].text == "(":
                quiet.update(range(index, self.partners[index + 1]))
            if token.text == "enum":
                brace = next((place for place in range(index, len(self.tokens))
                              if self.tokens[place].text in {"{", ";"}), None)
                if brace is not None and self.tokens[brace].text == "{":
                    quiet.update(range(index, self.partners[brace]))
        return quiet

    def text(self, index):
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def replaced(self, index, by):
        token = self.tokens[index]
        return token.begin, token.end, by

    def wrapped(self, first, end):
        """Tokens first to end - 1, negated."""
        begin, stop = self.tokens[first].begin, self.tokens[end - 1].end
        return begin, stop, f"!({self.source[begin:stop]})"

    def at_operator(self, index):
        token = self.tokens[index]
        if token.spaced:
            for by in SWAPS.get(token.text, []):
                yield self.replaced(index, by)
        if token.text in STEPS:
            yield self.replaced(index, STEPS[token.text])
        if token.text == "!":
            yield self.replaced(index, "")

    def at_word(self, index):
        token = self.tokens[index]
        if token.text in TRUTHS:
            yield self.replaced(index, TRUTHS[token.text])
        enumerators = self.enums.get(token.text, [])
        is_use = self.text(index + 1) == "::" and self.text(index + 2) in enumerators
        if is_use and not self.is_label(index):
            place = enumerators.index(self.text(index + 2))
            yield self.replaced(index + 2, enumerators[(place + 1) % len(enumerators)])

    def is_label(self, index):
        while self.text(index - 1) == "::":
            index -= 2
        return self.text(index - 1) == "case"

    def at_number(self, index):
        token = self.tokens[index]
        if token.kind != "number" or self.source[token.end:token.end + 1] == ">":
            return  # `array<T, 7>`: the size of a table belongs to its type
        whole = re.fullmatch(r"(\d[\d']*)([a-zA-Z]*)", token.text)
        if whole:
            yield self.replaced(index, str(int(whole[1].replace("'", "")) + 1) + whole[2])
        else:
            yield self.replaced(index, f"({token.text} + 1)")

    def at_condition(self, index):
        text = self.text(index)
        if text in {"if", "while", "for"}:
            opened = index + (2 if self.text(index + 1) == "constexpr" else 1)
            yield from self.in_parentheses(text, opened)
        if text == "?":
            first = self.begin_of_condition(index)
            if not self.is_negated_elsewhere(first, index):
                yield self.wrapped(first, index)

    def in_parentheses(self, keyword, opened):
        closed = self.partners[opened]
        parts, index = [opened + 1], opened + 1
        while index < closed:
            if self.text(index) == ";":
                parts.append(index + 1)
            index = self.partners[index] + 1 if self.text(index) in {"(", "[", "{"} else index + 1
        if keyword == "for" and len(parts) != 3:
            return  # over a range
        first = parts[1] if keyword == "for" else parts[-1]
        end = parts[2] - 1 if keyword == "for" else closed
        inside = [self.text(place) for place in range(first, end)]
        if inside and "=" not in inside and not self.is_negated_elsewhere(first, end):
            yield self.wrapped(first, end)

    def begin_of_condition(self, question):
        index = question - 1
        while index >= 0 and self.text(index) not in BEFORE_A_CONDITION:
            if self.text(index) in {"(", "["}:
                break
            index = self.partners[index] - 1 if self.text(index) in {")", "]", "}"} else index - 1
        return index + 1

    def is_negated_elsewhere(self, first, end):
        """Whether one comparison or one `!` is all the logic there is: changed where it stands."""
        marks = [self.tokens[place] for place in range(first, end) if self.tokens[place].kind == "mark"]
        logic = [mark for mark in marks if mark.text in COMBINING or
                 (mark.spaced and mark.text in COMPARISONS)]
        return len(logic) == 1 and (logic[0].text in COMPARISONS or
                                    logic[0].begin == self.tokens[first].begin)

    def at_initializer(self, index):
        """`{.to = from, .why = why}`: each member may be forgotten."""
        if self.text(index) != "." or self.text(index - 1) not in {"{", ","} or self.text(index + 2) != "=":
            return
        end = index
        while self.text(end) not in {",", "}"}:
            end = self.partners[end] + 1 if self.text(end) in {"(", "[", "{"} else end + 1
        stop = self.tokens[end].end if self.text(end) == "," else self.tokens[end].begin
        yield self.tokens[index].begin, stop, ""

    def at_statement(self, statement):
        begin, end = self.tokens[statement.first].begin, self.tokens[statement.last].begin
        if can_be_left_out(self.tokens, self.partners, statement):
            yield begin, end, ""
        elif self.text(statement.first) == "return" and not self.is_default(statement):
            yield self.tokens[statement.first + 1].begin, end, "{}"

    def is_default(self, statement):
        """Whether `{}` would be no mutant, or one that is made elsewhere."""
        words = [self.text(place) for place in range(statement.first + 1, statement.last)]
        if "".join(words) in {"{}", "false", "true", "0", "0.0", "std::nullopt", "nullptr"}:
            return True
        first_of = self.enums.get(words[-3], [None])[0] if len(words) >= 3 and words[-2] == "::" else None
        return first_of == words[-1] and all(word == "::" or word.isidentifier() for word in words)
