"""The words of pf.conf(5): comments, continued lines, quotes, macros, included files."""
import re

SYMBOLS = ("->", "<=", ">=", "!=", "<>", "><", "(", ")", "{", "}", ",", "/", "!", "=", "<", ">")
# What a word without quotes may have, of the manual's "argument names" and pfctl's own refusals.
WORD = re.compile(r"[A-Za-z0-9_.:*&%@?;|^~+\[\]`\\-]+")


class Refused(Exception):
    """What pfctl(8) says of a line."""

    def __init__(self, file, line, text="syntax error"):
        super().__init__(text)
        self.file, self.line, self.text = file, line, text


class Token:
    def __init__(self, text, file, line, quoted=False, symbol=False):
        self.text, self.file, self.line, self.quoted, self.symbol = text, file, line, quoted, symbol

    def __repr__(self):
        return f'"{self.text}"' if self.quoted else self.text


class Lexer:
    """Statements, each a list of tokens; a macro takes effect from its definition on."""

    def __init__(self, macros=None):
        self.macros = {} if macros is None else macros

    def statements(self, text, file):
        tokens, depth = [], 0
        for token in self.tokens(text, file):
            if token.symbol and token.text in "{}":
                depth += 1 if token.text == "{" else -1
                if depth < 0:
                    raise Refused(file, token.line)
            if token.text == "\n" and token.symbol:
                # Lists may go on over lines.
                if depth == 0:
                    if tokens:
                        yield tokens
                    tokens = []
                continue
            tokens.append(token)
        if depth or tokens:
            # pfctl wants the last line ended, too.
            last = tokens[-1]
            raise Refused(last.file, last.line)

    def tokens(self, text, file):
        at, line = 0, 1
        while at < len(text):
            char = text[at]
            if char == "\\" and text[at + 1:at + 2] == "\n":
                line, at = line + 1, at + 2
            elif char in " \t":
                at += 1
            elif char == "#":
                while at < len(text) and text[at] != "\n":
                    if text[at] == "\\" and text[at + 1:at + 2] == "\n":
                        line, at = line + 1, at + 1
                    at += 1
            elif char == "\n":
                yield Token("\n", file, line, symbol=True)
                line, at = line + 1, at + 1
            elif char in "\"'":
                word, at, lines = self.quoted(text, at, file, line)
                yield Token(word, file, line, quoted=True)
                line += lines
            elif char == "$":
                name = re.match(r"\w*", text[at + 1:])[0]
                if name not in self.macros:
                    raise Refused(file, line, f"macro '{name}' not defined")
                # As text: `$ext_if:network` is one word.
                text, at = self.macros[name] + text[at + 1 + len(name):], 0
            else:
                symbol = next((known for known in SYMBOLS if text.startswith(known, at)), None)
                match = WORD.match(text, at)
                if symbol:
                    yield Token(symbol, file, line, symbol=True)
                    at += len(symbol)
                elif match:
                    word = match[0]
                    # An arrow that touches the word before it.
                    if word.endswith("-") and text[match.end():match.end() + 1] == ">":
                        word = word[:-1]
                    yield Token(word, file, line)
                    at += len(word)
                else:
                    raise Refused(file, line)

    @staticmethod
    def quoted(text, at, file, line):
        quote, word, start, at = text[at], "", at, at + 1
        while at < len(text) and text[at] != quote:
            if text[at] == "\\" and text[at + 1:at + 2] in (quote, " ", "\t", "\n"):
                at += 1
            if text[at] != "\n":
                word += text[at]
            at += 1
        if at >= len(text):
            raise Refused(file, line)
        return word, at + 1, text.count("\n", start, at)
