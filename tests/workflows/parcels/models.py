"""A parcel and a visit: between them every kind of declaration the engine knows."""

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import Q

from workflows.guards import guard
from workflows.inputs import Content, FreeText
from workflows.machine import DeadlineSpec, Either, Machine, StateField, transition
from workflows.models import Calendar


@guard("The parcel has no address yet.")
def has_address(parcel, *, data, now):
    return bool(parcel.address)


class Van(models.Model):
    """Owns a counter: how many parcels are on board."""

    load = models.PositiveIntegerField(default=0)
    room = models.PositiveIntegerField(default=1)


class ParcelMachine(Machine):
    class State(models.TextChoices):
        PACKED = "packed", "packed"
        SENT = "sent", "on the way"
        DELIVERED = "delivered", "delivered"
        RETURNED = "returned", "returned"

    kind = "parcel"
    final = frozenset({State.DELIVERED, State.RETURNED})
    roles = frozenset({"sender", "carrier", "unsigned", "office"})
    relations = {
        "sender": lambda user, now: Q(sender=user),
        "carrier": lambda user, now: Q(carrier=user),
    }
    related = ("sender", "carrier", "calendar", "carrier_calendar")
    constraint_refusals = {"one_parcel_per_address": "That address already has a parcel."}
    state = StateField(choices=State.choices, default=State.PACKED)

    class Meta:
        abstract = True

    @transition(
        source=State.PACKED,
        target=State.PACKED,
        label="Write the address",
        allow={"sender"},
        inputs={
            "address": forms.CharField(max_length=60),
            "remark": FreeText(required=False),
            "secret": Content(required=False),
        },
    )
    def label_it(self, *, data, now):
        self.address = data["address"]

    @transition(
        source=State.PACKED,
        target=State.SENT,
        label="Send",
        allow={"sender"},
        guards=[has_address],
    )
    def send(self, *, data, now):
        self.sent_at = now

    @transition(
        source=State.SENT,
        target=Either(State.SENT, State.DELIVERED),
        label="Sign for it",
        allow={"sender", "carrier"},
    )
    def sign(self, *, data, now):
        if "sender" in self.acting_roles:
            self.sender_signed = True
        if "carrier" in self.acting_roles:
            self.carrier_signed = True
        both = self.sender_signed and self.carrier_signed
        return self.State.DELIVERED if both else self.State.SENT

    @transition(source=State.SENT, target=State.SENT, label="Report the place", allow={"carrier"})
    def report(self, *, data, now):
        self.reported_at = now

    @transition(source=State.SENT, target=State.SENT, label="Note", allow={"carrier"}, hidden=True)
    def note_place(self, *, data, now):
        """Nothing to set."""

    @transition(
        source=[State.PACKED, State.SENT],
        target=State.RETURNED,
        label="Return",
        allow={"system"},
    )
    def give_up(self, *, data, now):
        """Nothing to set."""

    deadlines = (
        DeadlineSpec("dispatch", {State.PACKED}, "sender", "dispatch", answered_by={"send"}),
        DeadlineSpec("deliver", {State.SENT}, "unsigned", "deliver", met_on_leaving={"sign"}),
        DeadlineSpec("report", {State.SENT}, "carrier", "report", renewed_by={"report"}),
    )


class Parcel(ParcelMachine):
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    carrier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    calendar = models.ForeignKey(Calendar, models.PROTECT)
    carrier_calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, related_name="+")
    region = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    sender_signed = models.BooleanField(default=False)
    carrier_signed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=~Q(address=""), name="one_parcel_per_address"
            )
        ]

    def awaited(self, role):
        if role == "unsigned":
            signed = {self.sender: self.sender_signed, self.carrier: self.carrier_signed}
            return [user for user, done in signed.items() if not done]
        return [getattr(self, role)] if role in {"sender", "carrier"} else []

    def calendar_of(self, role):
        return (self.carrier_calendar if role == "carrier" else None) or self.calendar

    def policy_scopes(self):
        return [self.region] if self.region else []


class VisitMachine(Machine):
    """The clocks a parcel has not: anchored at a date, armed by a change, no duty, the system's."""

    class State(models.TextChoices):
        PLANNED = "planned", "planned"
        HELD = "held", "held"
        LAPSED = "lapsed", "lapsed"

    kind = "visit"
    final = frozenset({State.HELD, State.LAPSED})
    roles = frozenset({"host", "guest"})
    relations = {
        "host": lambda user, now: Q(host=user),
        "guest": lambda user, now: Q(guest=user),
    }
    related = ("host", "guest", "calendar")
    state = StateField(choices=State.choices, default=State.PLANNED)

    class Meta:
        abstract = True

    @transition(
        source=State.PLANNED,
        target=State.PLANNED,
        label="Move",
        allow={"host", "guest"},
        inputs={"starts_at": forms.DateTimeField()},
    )
    def move(self, *, data, now):
        self.starts_at = data["starts_at"]

    @transition(source=State.PLANNED, target=State.PLANNED, label="Confirm", allow={"guest"})
    def confirm(self, *, data, now):
        """Nothing to set."""

    @transition(source=State.PLANNED, target=State.PLANNED, label="Prepare", allow={"host"})
    def prepare(self, *, data, now):
        """Nothing to set."""

    @transition(source=State.PLANNED, target=State.HELD, label="Hold", allow={"host"})
    def hold(self, *, data, now):
        """Nothing to set."""

    @transition(source=State.PLANNED, target=State.LAPSED, label="Lapse", allow={"system"})
    def lapse(self, *, data, now):
        """Nothing to set."""

    deadlines = (
        DeadlineSpec(
            "prepare", {State.PLANNED}, "host", anchor="starts_at", answered_by={"prepare"}
        ),
        DeadlineSpec(
            "confirm", {State.PLANNED}, "guest", armed_by={"move"}, answered_by={"confirm"}
        ),
        DeadlineSpec(
            "chime", {State.PLANNED}, "guest", anchor="starts_at", armed_by={"confirm"}, duty=False
        ),
        DeadlineSpec("lapse", {State.PLANNED}, "system", anchor="starts_at"),
    )


class Visit(VisitMachine):
    host = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    guest = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    calendar = models.ForeignKey(Calendar, models.PROTECT)
    starts_at = models.DateTimeField()

    def awaited(self, role):
        return [getattr(self, role)] if role in self.roles else []

    def calendar_of(self, role):
        return self.calendar


class Scribble(models.Model):
    """What the toy's listeners and consequences write, so that tests can see it."""

    cause = models.CharField(max_length=200, unique=True)
    text = models.CharField(max_length=200)
