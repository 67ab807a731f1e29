"""Tables of notices, their copies and the incidents that need a person."""

from notifications.models.day_mail import DayMail
from notifications.models.delivery import CancelReason, Delivery, DeliveryState
from notifications.models.endpoint import Endpoint, OffReason
from notifications.models.incident import Incident, Resolution
from notifications.models.notice import LISTED, Notice
from notifications.models.pace import Pace
from notifications.models.round import Round

__all__ = [
    "LISTED",
    "CancelReason",
    "DayMail",
    "Delivery",
    "DeliveryState",
    "Endpoint",
    "Incident",
    "Notice",
    "OffReason",
    "Pace",
    "Resolution",
    "Round",
]
