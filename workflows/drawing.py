"""A machine as a Mermaid state diagram."""

from workflows.machine import SYSTEM, Machine


def mermaid(model: type[Machine], here: str = "") -> str:
    """The diagram's text in the active language; `here` marks the state a subject is in."""
    labels = dict(model.State.choices)
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{labels[state]}" as {state}' for state in model.State.values]
    lines.append(f"    [*] --> {model.first_state()}")
    for item in model.transitions().values():
        mark = " ⏱" if item.allow == {SYSTEM} else ""
        for source in item.sources:
            lines += [f"    {source} --> {target} : {item.label}{mark}" for target in item.targets]
    lines += [f"    {state} --> [*]" for state in model.State.values if state in model.final]
    if here:
        lines += ["    classDef here stroke-width:4px", f"    class {here} here"]
    return "\n".join(lines)
