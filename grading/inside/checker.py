"""The trusted process: runs the checks of a lesson on the answers of one trainee.

A check finds the names that the lesson's own cells had bound at its place, and of the trainee the
names that the host lists. Its verdict is explicit: it ran to its end, or it did not. A message that
could carry a hidden value, because the failed line is hidden or because the trainee's code has seen
a hidden input, is shown without the values put into it.
"""

import ast
import re
import socket
import traceback
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

from grading.inside.remote import Remote, TraineeGone
from grading.inside.wire import Closed, Wire

FILE = "<check>"
MOST = 2000
BEGIN, END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
ELLIPSIS = "…"
WORDS = {
    "hidden": ("一项隐藏检查未通过", "a hidden check failed"),
    "error": ("隐藏检查中，你的代码出错了", "your code fails in a hidden check"),
    "raised": ("你的代码抛出了 {}", "your code raised {}"),
    "gone": ("你的代码结束了进程，或运行超时", "your code ended its process or ran too long"),
}


class CheckFailedError(AssertionError):
    """An assert of a check is not true; `shown` is what the trainee may read."""

    def __init__(self, text: str, shown: str):
        super().__init__(text)
        self.shown = shown


def check_answers(server, sockets: list[socket.socket], request: dict[str, Any]) -> None:
    """Confine this process and run the checks that the host sends."""
    server.confine(request)
    host, trainee = (Wire(sock) for sock in sockets)
    checks = Checks(trainee, server.marks)
    while True:
        try:
            order, _ = host.receive()
        except Closed:
            return
        host.send(checks.run(order) | {"number": order["number"]})


class Checks:
    """Runs checks one after the other; what one defines, the next can use."""

    def __init__(self, wire: Wire, marks: dict[str, dict[str, Any]]):
        self.marks, self.carried = marks, {}
        self.remote = Remote(wire, self._on_call)
        self.tainted = self.hidden_ran = False

    def run(self, order: dict[str, Any]) -> dict[str, Any]:
        """Run one check.

        Parameters
        ----------
        order : dict
            `id`, `source`, `names` (those of the trainee) and `binds` (those it leaves).

        Returns
        -------
        dict
            `passed`, `message` and `gone`: whether the trainee's process can be used no more.
        """
        namespace = self.carried | self.marks.get(order["id"], {})
        for name in order["names"]:
            namespace.pop(name, None)
        self.words = namespace.get("LANG") == "en"
        check = Check(order["source"])
        self.hidden_ran = False
        passed, message, gone = False, "", False
        try:
            namespace |= self.remote.fetch(order["names"])
            check.run(namespace, self._failure(check, namespace), self._entered)
            passed = True
        except TraineeGone:
            message, gone = self._say("error" if self.hidden_ran else "gone"), True
        except CheckFailedError as failed:
            message = failed.shown
        except BaseException as error:
            message = self._of_error(error, check)
        self.carried |= {n: namespace[n] for n in order["binds"] if n in namespace}
        return {"passed": passed, "message": message[:MOST], "gone": gone}

    def _on_call(self) -> None:
        """Remember whether the trainee's code has now seen what a hidden part gave it."""
        self.tainted = self.tainted or self.hidden_ran

    def _entered(self) -> None:
        self.hidden_ran = True

    def _say(self, name: str) -> str:
        return WORDS[name][self.words]

    def _failure(
        self, check: "Check", namespace: dict
    ) -> Callable[[int, Callable], CheckFailedError]:
        def failure(number: int, message: Callable[[], Any]) -> CheckFailedError:
            text = str(message())[:MOST]
            if not (self.tainted or check.is_hidden(check.lines[number])):
                return CheckFailedError(text, text or check.texts[number])
            blank = check.blanks.get(number)
            shown = str(eval(blank, namespace)) if blank else ""
            return CheckFailedError(text, shown or self._say("hidden"))

        return failure

    def _of_error(self, error: BaseException, check: "Check") -> str:
        steps = traceback.extract_tb(error.__traceback__)
        at = max((s.lineno or 0 for s in steps if s.filename == FILE), default=0)
        hidden = self.tainted or check.is_hidden(at)
        mine = getattr(error, "__trainee__", False)
        if hidden:
            return self._say("error" if mine else "hidden")
        said = f"{type(error).__name__}: {error}".removesuffix(": ")
        return self._say("raised").format(said) if mine else said


class Check:
    """The code of a check, changed so that each assert reports through one function.

    Attributes
    ----------
    lines, texts, blanks : dict
        Number of an assert → its line, the text of its condition, and the code of its message
        with the values left out (absent where that cannot be told).
    """

    def __init__(self, source: str):
        self.hidden = list(hidden_lines(source))
        self.lines: dict[int, int] = {}
        self.texts: dict[int, str] = {}
        self.blanks: dict[int, CodeType] = {}
        tree = _Reporting(self).visit(ast.parse(source))
        self.code = compile(ast.fix_missing_locations(tree), FILE, "exec")

    def is_hidden(self, line: int) -> bool:
        """Tell whether a line belongs to a hidden part."""
        return any(first <= line <= last for first, last in self.hidden)

    def run(self, namespace: dict, failure: Callable, entered: Callable) -> None:
        """Run the check in these names."""
        namespace |= {"__failure__": failure, "__entered__": entered, "__name__": "__main__"}
        exec(self.code, namespace)


class _Reporting(ast.NodeTransformer):
    def __init__(self, check: Check):
        self.check = check

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Say when the first hidden statement is reached."""
        self.generic_visit(node)
        body: list[ast.stmt] = []
        for statement in node.body:
            if self.check.is_hidden(statement.lineno):
                call = ast.Call(ast.Name("__entered__", ast.Load()), [], [])
                body.append(ast.copy_location(ast.Expr(call), statement))
            body.append(statement)
        return ast.Module(body, [])

    def visit_Assert(self, node: ast.Assert) -> ast.If:
        """Turn `assert test, message` into `if not test: raise __failure__(...)`."""
        self.generic_visit(node)
        raising = ast.copy_location(self._failure(node, node.msg, ast.unparse(node.test)), node)
        return ast.copy_location(ast.If(ast.UnaryOp(ast.Not(), node.test), [raising], []), node)

    def visit_Raise(self, node: ast.Raise) -> ast.Raise:
        """Turn `raise AssertionError(message)` into the same."""
        self.generic_visit(node)
        match node.exc:
            case ast.Call(func=ast.Name(id="AssertionError"), args=[message]):
                return ast.copy_location(self._failure(node, message, ""), node)
        return node

    def _failure(self, node: ast.stmt, message: ast.expr | None, text: str) -> ast.Raise:
        number = len(self.check.lines)
        self.check.lines[number], self.check.texts[number] = node.lineno, text
        message = message or ast.Constant("")
        if is_fixed(message):
            blank = ast.fix_missing_locations(ast.Expression(blanked(message)))
            self.check.blanks[number] = compile(blank, FILE, "eval")
        told = ast.Lambda(ast.arguments([], [], None, [], [], None, []), message)
        call = ast.Call(ast.Name("__failure__", ast.Load()), [ast.Constant(number), told], [])
        return ast.Raise(call, None)


def hidden_lines(source: str) -> Iterator[tuple[int, int]]:
    r"""Yield first and last line of each hidden part.

    >>> list(hidden_lines("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS"))
    [(2, 4)]
    """
    first = 0
    for number, line in enumerate(source.splitlines(), start=1):
        if re.match(rf"\s*{BEGIN}", line):
            first = number
        elif first and re.match(rf"\s*{END}", line):
            yield first, number
            first = 0
    if first:
        yield first, number


def is_fixed(message: ast.expr) -> bool:
    """Tell whether all of a message but the values put into it stands in the source.

    >>> [is_fixed(ast.parse(s, mode="eval").body) for s in ("T('甲', f'a {x}')", "str(error)")]
    [True, False]
    """
    match message:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.Call(func=ast.Name(id="T"), args=parts, keywords=[]):
            return all(map(is_fixed, parts))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_fixed(left) and is_fixed(right)
    return False


def blanked(message: ast.expr) -> ast.expr:
    """Return a message with an ellipsis for each value put into it.

    >>> ast.unparse(blanked(ast.parse("f'yours is {x:.2f}'", mode="eval").body))
    "'yours is …'"
    """
    match message:
        case ast.JoinedStr(values=values):
            texts = [v.value if isinstance(v, ast.Constant) else ELLIPSIS for v in values]
            return ast.Constant("".join(texts))
        case ast.Call(func=function, args=parts):
            return ast.Call(function, [blanked(part) for part in parts], [])
        case ast.BinOp(left=left, op=op, right=right):
            return ast.BinOp(blanked(left), op, blanked(right))
    return message
