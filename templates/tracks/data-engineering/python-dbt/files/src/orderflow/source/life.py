"""Fourteen days of a coffee roaster's shop, from a seed.

Stationary on purpose: each day has about as many orders as the one before, and as many of them are
paid within a day, so that a slope in a chart is a fault of the pipeline and never a trend of the
data. What is rare in a real shop happens here every few days, because rare things are what loads
break on.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from orderflow.domain.clock import HOUR_MS, MINUTE_MS, day_start_ms
from orderflow.source.shop import Shop

FIRST_DAY = date(2026, 1, 1)
DAYS = 14
SEED = 20260101
CHANNEL_DAY = 8
OPENS, CLOSES = 7, 22
ORDERS = 52
# Half of the first day's orders wait for the next day. From then on a day pays what a day orders, less the one
# that is cancelled, so that the number of open orders stays what it is.
PAID_FIRST, PAID = 25, 51
GIVEN = [
    "Ana",
    "Björn",
    "Chloé",
    "Dmitri",
    "Elif",
    "Femi",
    "Greta",
    "Hiroshi",
    "Inés",
    "Jörg",
    "Kofi",
    "Lý",
    "Maëlle",
    "Noor",
    "Oisín",
]
FAMILY = [
    "Åkesson",
    "Brandt",
    "Çelik",
    "Duarte",
    "Etxeberria",
    "Faulkner",
    "Grønn",
    "Hernández",
    "Ivić",
    "Jansen",
    "Kaur",
]
STREETS = ["Mill Lane", "Rue du Four", "Am Kanal", "Calle Mayor", "Öland Street", "Harbour Row"]
TIERS = ["basic", "silver", "gold"]


class Life:
    """What customers and the shop do, one day at a time."""

    def __init__(self, shop: Shop, seed: int = SEED, scale: int = 1) -> None:
        """Begin at a shop without customers."""
        self.shop = shop
        self.random = random.Random(seed)  # noqa: S311 - a simulation, not a secret
        self.scale = scale
        self.customers: list[int] = []
        self.next_order = 1
        self.next_customer = 1
        self.open: list[int] = []
        self.paid: list[int] = []
        self.gone: list[tuple[int, int]] = []

    def day(self, number: int) -> None:
        """Live one day; day 1 is FIRST_DAY."""
        start = day_start_ms(FIRST_DAY + timedelta(days=number - 1))
        if number == CHANNEL_DAY:
            self.shop.add_column("orders", "channel text")
        self.shop.db.execute("begin immediate")
        chores = [self.sign_up] * (self.scale * (110 if number == 1 else 9))
        chores += [self.order] * (self.scale * ORDERS)
        chores += [self.pay] * (self.scale * (PAID_FIRST if number == 1 else PAID))
        chores += [self.change_tier] * (self.scale * 4)
        chores += [self.cancel] * self.scale
        if number > 1:
            # On the first day everybody signs up before the first order.
            self.random.shuffle(chores)
        for chore, moment in zip(chores, self.moments(start, len(chores)), strict=True):
            self.shop.at(moment)
            chore(number, moment)
        self.rarities(number, start + CLOSES * HOUR_MS)
        self.shop.db.execute("commit")

    def moments(self, start: int, count: int) -> list[int]:
        """Return times within the opening hours, in order."""
        span = (CLOSES - OPENS) * HOUR_MS
        return sorted(start + OPENS * HOUR_MS + self.random.randrange(span) for _ in range(count))

    def sign_up(self, day: int, now: int) -> None:  # noqa: ARG002 - every chore is called alike
        """Open an account."""
        name = f"{self.random.choice(GIVEN)} {self.random.choice(FAMILY)}"
        number = self.next_customer
        self.next_customer += 1
        self.shop.insert(
            "customers",
            {
                "customer_id": number,
                "name": name,
                "email": f"{name.split(maxsplit=1)[0]}.{number}@Example.com",
                "street": f"{self.random.randrange(1, 90)} {self.random.choice(STREETS)}",
                "tier": self.random.choice(TIERS[:2]),
            },
        )
        self.customers.append(number)

    def order(self, day: int, now: int) -> None:
        """Place an order: mostly a bag or two, now and then nothing to pay, or a whole pallet."""
        dice = self.random.random()
        amount = self.random.randrange(780, 9_400)
        if dice < 0.01:  # noqa: PLR2004
            amount = 0
        elif dice > 0.997:  # noqa: PLR2004
            amount = self.random.randrange(10_000_000, 20_000_000)
        row = {
            "order_id": self.next_order,
            "customer_id": self.random.choice(self.customers),
            "status": "placed",
            "amount_cents": amount,
            "created_at_ms": now,
        }
        if day >= CHANNEL_DAY:
            row["channel"] = self.random.choice(["web", "phone"])
        self.shop.insert("orders", row)
        self.open.append(self.next_order)
        self.next_order += 1

    def pay(self, day: int, now: int) -> None:  # noqa: ARG002 - every chore is called alike
        """Pay an open order; hardly one is left open for more than a few days."""
        if not self.open:
            return
        order = self.open.pop(self.random.randrange(len(self.open)))
        self.shop.update("orders", order, status="paid")
        self.paid.append(order)

    def change_tier(self, day: int, now: int) -> None:  # noqa: ARG002 - every chore is called alike
        """Move a customer to another tier, whatever orders are open."""
        customer = self.random.choice(self.customers)
        self.shop.update("customers", customer, tier=self.random.choice(TIERS))

    def cancel(self, day: int, now: int) -> None:  # noqa: ARG002 - every chore is called alike
        """Cancel an open order: the shop deletes the row."""
        if self.open:
            order = self.open.pop(self.random.randrange(len(self.open)))
            owner = self.shop.rows("orders")[order]["customer_id"]
            self.shop.delete("orders", order)
            self.gone.append((order, owner))

    def rarities(self, day: int, now: int) -> None:
        """Do what loads break on, after the shop closed."""
        if day % 3 == 0 and self.open:
            # Two changes of one row in one millisecond: only the log knows which was the last.
            order = self.open.pop(0)
            self.shop.at(now + MINUTE_MS)
            self.shop.update("orders", order, status="paid")
            self.shop.update("orders", order, status="shipped")
        if day % 4 == 0 and self.gone:
            # The same number again, as another order.
            order, owner = self.gone.pop()
            self.shop.at(now + 2 * MINUTE_MS)
            self.shop.insert(
                "orders",
                {
                    "order_id": order,
                    "customer_id": owner,
                    "status": "placed",
                    "amount_cents": self.random.randrange(780, 9_400),
                    "created_at_ms": now + 2 * MINUTE_MS,
                },
            )
            self.open.append(order)
        if day % 5 == 0:
            # An account is closed and opened again an hour later.
            customer = self.customers[day]
            row = self.shop.rows("customers")[customer]
            self.shop.at(now + 3 * MINUTE_MS)
            self.shop.delete("customers", customer)
            self.shop.at(now + 3 * MINUTE_MS + HOUR_MS)
            self.shop.insert("customers", row)
        if day % 6 == 0:
            # Two tiers in one millisecond.
            self.shop.at(now + 4 * MINUTE_MS)
            for tier in ("basic", "gold"):
                self.shop.update("customers", self.customers[day], tier=tier)
        if len(self.paid) > 20:  # noqa: PLR2004
            self.shop.at(now + 5 * MINUTE_MS)
            for _ in range(14 * self.scale):
                if self.paid:
                    self.shop.update("orders", self.paid.pop(0), status="shipped")
        if day % 7 == 0:
            # A customer leaves for good; the orders stay.
            self.shop.at(now + 6 * MINUTE_MS)
            self.shop.delete("customers", self.customers.pop(3))
