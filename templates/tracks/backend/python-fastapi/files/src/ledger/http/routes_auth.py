"""Sign up, sign in, keep the session, leave."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from ledger.http import schemas, wishes
from ledger.http.bodies import Route
from ledger.http.deps import CurrentUser, Have, Knocking
from ledger.http.docs import BODY, refused
from ledger.http.etags import NEVER, PRIVATE
from ledger.services.auth import ACCESS_SECONDS, REFRESH_SECONDS, Tokens

router = APIRouter(tags=["auth"], route_class=Route)


@router.post(
    "/v1/auth/register",
    operation_id="register",
    status_code=201,
    response_model=schemas.User,
    responses=refused(*BODY, 409, 429),
)
def register(body: wishes.Registration, have: Have, _address: Knocking) -> Response:
    """Create a user."""
    user = have.auth.register(body.email, body.password, body.display_name)
    return Response(schemas.User.of(user).encode(), 201, NEVER, "application/json")


@router.post(
    "/v1/auth/token",
    operation_id="signIn",
    response_model=schemas.TokenPair,
    responses=refused(*BODY, 401, 429),
)
def sign_in(body: wishes.Credentials, have: Have, address: Knocking) -> Response:
    """Exchange e-mail and password for tokens."""
    have.limits.take("signin", address, body.email.lower())
    return _pair(have.auth.sign_in(body.email, body.password))


@router.post(
    "/v1/auth/refresh",
    operation_id="refresh",
    response_model=schemas.TokenPair,
    responses=refused(*BODY, 401, 429),
)
def refresh(body: wishes.RefreshRequest, have: Have, _address: Knocking) -> Response:
    """Exchange a refresh token for a new pair."""
    return _pair(have.auth.refresh(body.refresh_token))


@router.post(
    "/v1/auth/logout",
    operation_id="signOut",
    status_code=204,
    response_class=Response,
    responses=refused(*BODY, 429),
)
def sign_out(body: wishes.RefreshRequest, have: Have, _address: Knocking) -> Response:
    """End the session of a refresh token."""
    have.auth.sign_out(body.refresh_token)
    return Response(status_code=204, headers=NEVER)


@router.get("/v1/me", operation_id="getMe", response_model=schemas.User, responses=refused(401))
def get_me(have: Have, user_id: CurrentUser) -> Response:
    """Show the signed-in user."""
    return Response(schemas.User.of(have.auth.me(user_id)).encode(), 200, PRIVATE, "application/json")


def _pair(tokens: Tokens) -> Response:
    pair = schemas.TokenPair.of(tokens, ACCESS_SECONDS, REFRESH_SECONDS)
    return Response(pair.encode(), 200, NEVER, "application/json")
