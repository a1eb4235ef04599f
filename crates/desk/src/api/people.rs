//! Coming in, going out, and who may.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::header::{HeaderName, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use truceline_ledger::{Key, Ledger};

use crate::app::App;
use crate::fault::Fault;
use crate::guarding::{COOKIE, cookie};
use crate::people::{self, TOKEN};
use crate::person::{Person, Role};

/// The longest that a token holds, in days.
const DAYS: i64 = 366;

/// Who comes.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Coming {
    /// Their name.
    name: String,
    /// Their password.
    password: String,
    /// A code of their second factor, or a recovery code, where they have one.
    #[serde(default)]
    code: Option<String>,
}

type Entered = (StatusCode, [(HeaderName, String); 1], Json<Person>);

fn entered(headers: &HeaderMap, person: Person, secret: &str) -> Entered {
    // behind a proxy that encrypts, the browser must not send it in the clear
    let secure = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Strict{secure}");
    (StatusCode::OK, [(SET_COOKIE, cookie)], Json(person))
}

fn team(app: &App) -> Result<(), Fault> {
    if app.team { Ok(()) } else { Err(Fault::Asked("this desk needs no login".to_owned())) }
}

/// What takes its time and is no look into the ledger.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Inner("a password could not be looked at".to_owned()))
}

/// Log in. Where a code is needed, the answer says `code`.
#[utoipa::path(post, path = "/login", request_body = ref("#/components/schemas/Coming"), responses(
    (status = 200, body = ref("#/components/schemas/Person")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 401, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
    (status = 503, description = "Too many wrong passwords", body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn log_in(
    State(app): State<App>,
    headers: HeaderMap,
    asked: Result<Json<Coming>, JsonRejection>,
) -> Result<Entered, Fault> {
    let Json(Coming { name, password, code }) = asked?;
    team(&app)?;
    // as many tries as passwords can be looked at in time
    let turn = app.entering.acquire().await.map_err(|_| crate::app::closing())?;
    let tried = name.clone();
    let member = app.write(move |ledger| people::trying(ledger, &tried, people::now())).await?;
    if member.is_none() {
        app.strangers.trying(&name, people::now())?;
    }
    let kept = member.as_ref().map(|member| member.password.clone());
    let right = aside(move || people::is_right(&password, kept.as_deref())).await?;
    drop(turn);
    let Some(member) = member.filter(|_| right) else {
        return Err(Fault::Login("the name, the password or the code is wrong".to_owned()));
    };
    let (person, secret) =
        app.write(move |ledger| people::begin(ledger, member, code.as_deref(), people::now())).await?;
    Ok(entered(&headers, person, &secret))
}

/// Log out: the session ends.
#[utoipa::path(post, path = "/logout", responses((status = 200, body = ref("#/components/schemas/Person")), (status = 401, body = ref("#/components/schemas/Problem")), (status = 403, body = ref("#/components/schemas/Problem"))))]
pub(super) async fn log_out(State(app): State<App>, person: Person, headers: HeaderMap) -> Result<Entered, Fault> {
    if let Some(secret) = cookie(&headers) {
        app.write(move |ledger| Ok(ledger.take_key(people::SESSION, &people::digest(&secret))?)).await?;
    }
    let (status, _, person) = entered(&headers, person, "");
    let gone = format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    Ok((status, [(SET_COOKIE, gone)], person))
}

/// Who comes by an invitation.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Joining {
    /// The invitation.
    key: String,
    /// What they are called in the journal.
    name: String,
    /// Their password, of at least 12 characters.
    password: String,
}

/// Come in by an invitation, which holds once, and log in.
#[utoipa::path(post, path = "/join", request_body = ref("#/components/schemas/Joining"), responses(
    (status = 200, body = ref("#/components/schemas/Person")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 409, body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn join(
    State(app): State<App>,
    headers: HeaderMap,
    asked: Result<Json<Joining>, JsonRejection>,
) -> Result<Entered, Fault> {
    let Json(Joining { key, name, password }) = asked?;
    team(&app)?;
    let turn = app.entering.acquire().await.map_err(|_| crate::app::closing())?;
    let hash = aside(move || people::hashed(&password)).await??;
    drop(turn);
    let (person, secret) = app
        .write(move |ledger| {
            let now = people::now();
            let member = people::join(ledger, &key, &name, hash, now)?;
            people::begin(ledger, member, None, now)
        })
        .await?;
    Ok(entered(&headers, person, &secret))
}

/// What somebody has at the desk.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Me {
    /// Who they are.
    person: Person,
    /// Whether they have a second factor.
    second: bool,
    /// The tokens of their programs.
    tokens: Vec<Token>,
}

/// A token, without what its holder shows.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Token {
    /// By what it is taken away.
    id: String,
    /// What it is for.
    about: String,
    /// Until when it holds, in seconds since 1970.
    until: i64,
}

/// Who is asking, their second factor and tokens.
#[utoipa::path(get, path = "/me", responses((status = 200, body = ref("#/components/schemas/Me")), (status = 401, body = ref("#/components/schemas/Problem"))))]
pub(super) async fn me(State(app): State<App>, person: Person) -> Result<Json<Me>, Fault> {
    let name = person.name.clone();
    let (member, keys) =
        app.with_ledger(move |_, ledger| Ok((ledger.member(&name)?, ledger.keys_of(&name, TOKEN)?))).await?;
    let token = |Key { digest, about, until, .. }: Key| Token { id: digest, about, until };
    let second = member.is_some_and(|member| member.totp.is_some());
    Ok(Json(Me { person, second, tokens: keys.into_iter().map(token).collect() }))
}

/// Another password.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Password {
    /// The one that holds.
    old: String,
    /// The other, of at least 12 characters.
    new: String,
}

/// Take another password. All other sessions and all tokens end.
#[utoipa::path(post, path = "/me/password", request_body = ref("#/components/schemas/Password"), responses(
    (status = 200, body = ref("#/components/schemas/Person")),
    (status = 400, body = ref("#/components/schemas/Problem")),
    (status = 401, body = ref("#/components/schemas/Problem")),
    (status = 403, body = ref("#/components/schemas/Problem")),
    (status = 413, body = ref("#/components/schemas/Problem")),
    (status = 503, body = ref("#/components/schemas/Problem")),
))]
pub(super) async fn password(
    State(app): State<App>,
    person: Person,
    headers: HeaderMap,
    asked: Result<Json<Password>, JsonRejection>,
) -> Result<Entered, Fault> {
    let Json(Password { old, new }) = asked?;
    team(&app)?;
    let hash = aside(move || people::hashed(&new)).await??;
    let name = person.name.clone();
    let member = app.write(move |ledger| people::trying(ledger, &name, people::now())).await?;
    let kept = member.as_ref().map(|member| member.password.clone());
    let right = aside(move || people::is_right(&old, kept.as_deref())).await?;
    let mut member = member.filter(|_| right).ok_or_else(|| Fault::Asked("the old password is wrong".to_owned()))?;
    member.password = hash;
    let secret = app
        .write(move |ledger| {
            for kind in [people::SESSION, TOKEN] {
                ledger.take_keys_of(&member.name, kind)?;
            }
            people::again(ledger, &member, people::now())
        })
        .await?;
    Ok(entered(&headers, person, &secret))
}

/// A second factor to be confirmed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Second {
    /// Its secret, in base 32, for an authenticator.
    secret: String,
    /// The same as an address that authenticators take.
    address: String,
}

/// Begin a second factor (TOTP); it holds once a code of it is given.
#[utoipa::path(post, path = "/me/second", responses((status = 200, body = ref("#/components/schemas/Second")), (status = 400, body = ref("#/components/schemas/Problem")), (status = 401, body = ref("#/components/schemas/Problem")), (status = 403, body = ref("#/components/schemas/Problem"))))]
pub(super) async fn second(State(app): State<App>, person: Person) -> Result<Json<Second>, Fault> {
    team(&app)?;
    let name = person.name;
    let secret = app.write(move |ledger| people::second(ledger, &name, people::now())).await?;
    let address = format!("otpauth://totp/Truceline?secret={secret}&issuer=Truceline");
    Ok(Json(Second { secret, address }))
}

/// A code.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Code {
    /// The code.
    code: String,
}

/// Codes for when the device is lost.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Recovery {
    /// Each holds once. They are shown this one time.
    codes: Vec<String>,
}

/// Confirm a second factor by a code of it.
#[utoipa::path(post, path = "/me/second/confirm", request_body = ref("#/components/schemas/Code"), responses((status = 200, body = ref("#/components/schemas/Recovery")), (status = 400, body = ref("#/components/schemas/Problem")), (status = 401, body = ref("#/components/schemas/Problem")), (status = 403, body = ref("#/components/schemas/Problem")), (status = 413, body = ref("#/components/schemas/Problem"))))]
pub(super) async fn confirm_second(
    State(app): State<App>,
    person: Person,
    asked: Result<Json<Code>, JsonRejection>,
) -> Result<Json<Recovery>, Fault> {
    let Json(Code { code }) = asked?;
    team(&app)?;
    let confirm = move |ledger: &mut Ledger| people::confirm_second(ledger, &person.name, &code, people::now());
    Ok(Json(Recovery { codes: app.write(move |ledger| confirm(ledger)).await? }))
}

/// A token to make.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct ForProgram {
    /// What it is for.
    about: String,
    /// How many days it holds, at most 366.
    days: i64,
}

/// A token that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MadeToken {
    /// What a program shows, as `authorization: Bearer TOKEN`. It is shown this one time.
    token: String,
}

/// Make a token for a program, which may what its maker may, but for what concerns people.
#[utoipa::path(post, path = "/me/tokens", request_body = ref("#/components/schemas/ForProgram"), responses((status = 201, body = ref("#/components/schemas/MadeToken")), (status = 400, body = ref("#/components/schemas/Problem")), (status = 401, body = ref("#/components/schemas/Problem")), (status = 403, body = ref("#/components/schemas/Problem")), (status = 413, body = ref("#/components/schemas/Problem"))))]
pub(super) async fn token(
    State(app): State<App>,
    person: Person,
    asked: Result<Json<ForProgram>, JsonRejection>,
) -> Result<(StatusCode, Json<MadeToken>), Fault> {
    let Json(ForProgram { about, days }) = asked?;
    team(&app)?;
    if !(1..=DAYS).contains(&days) || about.trim().is_empty() || about.len() > 200 {
        return Err(Fault::Asked(format!("a token needs what it is for, and 1 to {DAYS} days")));
    }
    let token = app.write(move |ledger| people::token(ledger, &person.name, about.trim(), days, people::now())).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { token })))
}

/// Take a token away.
#[utoipa::path(post, path = "/me/tokens/{id}/remove", params(("id" = String, Path, description = "The token's id")), responses((status = 200, body = ref("#/components/schemas/Person")), (status = 401, body = ref("#/components/schemas/Problem")), (status = 403, body = ref("#/components/schemas/Problem")), (status = 404, body = ref("#/components/schemas/Problem"))))]
pub(super) async fn remove_token(
    State(app): State<App>,
    person: Person,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Person>, Fault> {
    let Path(id) = id?;
    let name = person.name.clone();
    let taken = app.write(move |ledger| {
        let own = ledger.key(TOKEN, &id)?.is_some_and(|key| key.holder == name);
        Ok(own && ledger.take_key(TOKEN, &id)?)
    });
    if taken.await? { Ok(Json(person)) } else { Err(Fault::Missing("you have no such token".to_owned())) }
}

/// Who may come.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct People {
    /// All who may, in the order of their names.
    people: Vec<Known>,
}

/// Somebody who may come.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Known {
    /// Their name.
    name: String,
    /// Their role.
    role: String,
    /// Whether they have a second factor.
    second: bool,
}

/// All who may come.
#[utoipa::path(get, path = "/people", responses((status = 200, body = ref("#/components/schemas/People")), (status = 401, body = ref("#/components/schemas/Problem")), (status = 403, body = ref("#/components/schemas/Problem"))))]
pub(super) async fn people(State(app): State<App>) -> Result<Json<People>, Fault> {
    let members = app.with_ledger(|_, ledger| Ok(ledger.members()?)).await?;
    let known =
        members.into_iter().map(|member| Known { name: member.name, role: member.role, second: member.totp.is_some() });
    Ok(Json(People { people: known.collect() }))
}

/// Somebody's role; for an invitation, of whoever comes by it.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Given {
    /// The role.
    role: Role,
    /// Whom it is for, where they are there already and have lost their password or device.
    #[serde(default)]
    name: Option<String>,
}

/// An invitation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Invitation {
    /// Stands behind `/join#` in the address that is handed over. It holds once, for a day.
    key: String,
}

/// Invite somebody.
#[utoipa::path(post, path = "/people", request_body = ref("#/components/schemas/Given"), responses((status = 201, body = ref("#/components/schemas/Invitation")), (status = 400, body = ref("#/components/schemas/Problem")), (status = 401, body = ref("#/components/schemas/Problem")), (status = 403, body = ref("#/components/schemas/Problem")), (status = 404, body = ref("#/components/schemas/Problem")), (status = 413, body = ref("#/components/schemas/Problem"))))]
pub(super) async fn invite(
    State(app): State<App>,
    asked: Result<Json<Given>, JsonRejection>,
) -> Result<(StatusCode, Json<Invitation>), Fault> {
    let Json(Given { role, name }) = asked?;
    team(&app)?;
    let invite = move |ledger: &mut Ledger| {
        if let Some(name) = &name
            && ledger.member(name)?.is_none()
        {
            return Err(Fault::Missing(format!("nobody is called {name:?}")));
        }
        people::invite(ledger, role, name.as_deref(), people::now())
    };
    let key = app.write(move |ledger| invite(ledger)).await?;
    Ok((StatusCode::CREATED, Json(Invitation { key })))
}

/// What becomes of somebody.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Becoming {
    /// Their role from now on; null where they may come no more.
    role: Option<Role>,
}

/// Give somebody another role, or let them in no more. What they did stays in the journal.
#[utoipa::path(post, path = "/people/{name}", params(("name" = String, Path, description = "Their name")), request_body = ref("#/components/schemas/Becoming"), responses((status = 200, body = ref("#/components/schemas/Person")), (status = 400, body = ref("#/components/schemas/Problem")), (status = 401, body = ref("#/components/schemas/Problem")), (status = 403, body = ref("#/components/schemas/Problem")), (status = 404, body = ref("#/components/schemas/Problem")), (status = 409, body = ref("#/components/schemas/Problem")), (status = 413, body = ref("#/components/schemas/Problem"))))]
pub(super) async fn become_other(
    State(app): State<App>,
    person: Person,
    name: Result<Path<String>, PathRejection>,
    asked: Result<Json<Becoming>, JsonRejection>,
) -> Result<Json<Person>, Fault> {
    let (Path(name), Json(Becoming { role })) = (name?, asked?);
    let change = move |ledger: &mut Ledger| {
        let missing = || Fault::Missing(format!("nobody is called {name:?}"));
        let mut member = ledger.member(&name)?.ok_or_else(missing)?;
        let administrator = |role: &str| role == Role::Administrator.name();
        let last = ledger.members()?.iter().filter(|other| administrator(&other.role)).count() == 1;
        if last && administrator(&member.role) && role != Some(Role::Administrator) {
            return Err(Fault::Conflict("somebody must be administrator; name another first".to_owned()));
        }
        match role {
            Some(role) => {
                role.name().clone_into(&mut member.role);
                ledger.change_member(&member)?;
            }
            None => ledger.shut_out(&name)?,
        }
        Ok(())
    };
    app.write(move |ledger| change(ledger)).await?;
    Ok(Json(person))
}
