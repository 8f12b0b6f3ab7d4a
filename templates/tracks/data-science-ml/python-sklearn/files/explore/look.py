# %% [markdown]
# Looking first. Each cell ends with a sentence, and with an assertion that the sentence still holds.
# `make explore` runs all of it; an editor that knows percent cells opens it as a notebook.

# %%
from __future__ import annotations

from pathlib import Path

from departures.wiring import Project

project = Project(Path(__file__).resolve().parents[1])
flights = project.frame
# The test period is not looked at here: whoever has seen it chooses by it, knowing or not.
known = flights[flights["month"] < project.params.split.test_from.month]


def say(sentence: str) -> None:
    """Print a sentence that was just checked."""
    print(f"- {sentence}")


# %% How often does it happen?
rate = known["late"].mean()
say(f"Of the flights from January to August, {rate:.1%} arrived 30 minutes late or not at all.")
assert 0.15 < rate < 0.25

# %% Is every month alike?
by_month = known.groupby("month")["late"].mean()
say(
    f"No: {by_month.min():.1%} in the best month, {by_month.max():.1%} in the worst. A rate learned in spring is not the rate of July."
)
assert by_month.max() > 1.5 * by_month.min()

# %% Does the hour matter?
by_hour = known.groupby("hour")["late"].mean()
say(
    f"Lateness grows over the day, from {by_hour.loc[6]:.1%} at six to {by_hour.loc[19]:.1%} at seven in the evening: delays are handed on."
)
assert by_hour.loc[6] < by_hour.loc[12] < by_hour.loc[19]

# %% Do carriers differ?
by_carrier = known.groupby("carrier")["late"].agg(["mean", "size"])
large = by_carrier[by_carrier["size"] > 5000].sort_values("mean")
say(
    f"Yes: {large.index[0]} {large['mean'].iloc[0]:.1%}, {large.index[-1]} {large['mean'].iloc[-1]:.1%}, among carriers of more than 5,000 flights."
)
assert large["mean"].iloc[-1] > 1.8 * large["mean"].iloc[0]

# %% Are flights of one day independent of each other?
by_day = known.groupby("day_index")["late"].agg(["mean", "size"])
expected = (rate * (1 - rate) / by_day["size"]).mean() ** 0.5
ratio = by_day["mean"].std() / expected
say(
    f"By no means: daily rates scatter {ratio:.0f} times as much as independent flights would. The day is one observation, not its 900 rows."
)
assert ratio > 5

# %% And are days independent of each other?
yesterday = by_day["mean"].autocorr(1)
say(f"Not quite: a day resembles the one before it (correlation {yesterday:.2f}). Weeks are the careful choice.")
assert yesterday > 0.2

# %% Does the day before yesterday still say something?
before = by_day["mean"].autocorr(2)
say(f"Less: {before:.2f}. That is all that may be used, because yesterday is not over at noon.")
assert before < yesterday
