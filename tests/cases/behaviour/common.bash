# Shared by the cases: the program, a fresh home, a clock that stands still, and a story.
SC=${SC:-target/release/star-cards}
export STAR_CARDS_HOME=$(mktemp -d); trap 'rm -rf "$STAR_CARDS_HOME"' EXIT
unset NO_COLOR CLICOLOR_FORCE ACCESSIBLE; export STAR_CARDS_NOW=2026-01-17T20:00:00+01:00
story() { cat <<'M'
# Nine days late

id: nine-days-late
role: Software engineer
miss: technical
question: Tell me about a time you failed.

## Situation

I led the move of our checkout. Two launches waited for it.

## Task

The order of the steps was mine.

## Action

In week two I **skipped the shim**. I **trusted the date**.

## Result

We were **nine days late**.

## Learning

I **write the rollback plan first**, every time.
M
}
PYTHONPATH=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd); export PYTHONPATH
