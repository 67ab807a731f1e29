"""How the API behaves: what is read and written, and what its document says.

Who may enter stands on `mentoring.api.endpoint.Endpoint`.
"""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_PARSER_CLASSES": ["mentoring.api.parsers.JsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "mentoring.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Bimbing",
    "DESCRIPTION": "Requests, relationships and sessions of mentoring and coaching. "
    "Texts for people come in the reader's language; codes are stable. See docs/api.md.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "ENUM_NAME_OVERRIDES": {
        "RelationshipState": "mentoring.machines.relationship.RelationshipState",
        "CorrectionState": "mentoring.machines.correction.CorrectionState",
        "MatterState": "mentoring.machines.matter.MatterState",
        "MatterDecision": "mentoring.machines.reasons.MatterDecision",
        "SessionState": "mentoring.machines.session.SessionState",
        "TimeZone": "accounts.models.TimeZone",
        "PersonKind": "mentoring.vocabulary.PersonKind",
        "UnitKind": "mentoring.vocabulary.UnitKind",
        "CorrectionRefusal": "mentoring.machines.reasons.CorrectionRefusal",
        "NoteKind": "mentoring.machines.reasons.NoteKind",
        "SubjectKind": [
            *("relationship", "session", "correction", "matter", "performance_counselling"),
        ],
        "PerformanceState": "mentoring.machines.performance.PerformanceState",
        "CounsellorKind": "mentoring.machines.reasons.CounsellorKind",
        "FollowUp": "mentoring.machines.reasons.FollowUp",
        "SignedBy": "mentoring.machines.reasons.SignedBy",
        "CounsellingWithdrawal": "mentoring.machines.reasons.CounsellingWithdrawal",
        "DataRequestState": "mentoring.machines.data_request.DataRequestState",
        "DataRight": "mentoring.machines.data_request_codes.DataRight",
        "DataField": "mentoring.machines.data_request_codes.DataField",
        "WayAsked": "mentoring.machines.data_request_codes.WayAsked",
        "WayEntered": "mentoring.api.serializers.data_request.BY_OTHERS",
        "IdentityProof": "mentoring.machines.data_request_codes.IdentityProof",
        "RefusalGround": "mentoring.machines.data_request_codes.Ground",
        "PersonField": "mentoring.machines.data_effects.PersonField",
        "CorrectionReason": "mentoring.machines.data_effects.CorrectionReason",
        "DestructionState": "mentoring.machines.destruction.DestructionState",
        "RecordKind": "mentoring.machines.retention_codes.RecordKind",
        "RetentionSince": "mentoring.machines.retention_codes.Since",
        "KeepReason": "mentoring.machines.retention_codes.KeepReason",
        "LegalHoldState": "mentoring.machines.legal_hold.LegalHoldState",
        "HoldReason": "mentoring.machines.legal_hold.HoldReason",
        "LiftReason": "mentoring.machines.legal_hold.LiftReason",
        "PersonRole": "mentoring.vocabulary.Role",
        "EndReason": "mentoring.machines.reasons.EndReason",
        "CaseState": "mentoring.machines.case_states.CaseState",
        "CaseEnd": "mentoring.machines.case_reasons.CaseEnd",
        "CaseLevel": "mentoring.machines.case_reasons.Level",
        "CaseText": "mentoring.machines.case_reasons.NoteField",
        "SafetyGround": "mentoring.machines.case_reasons.SafetyGround",
        "Purpose": "mentoring.vocabulary.Purpose",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "mentoring.api.schema.close_bodies",
    ],
}
