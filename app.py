"""The composition root: makes every object of the server from the settings.

Source: docs/design.md 3 and 7. Only `terminal/` and the tests import this module.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import httpx2
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Route

from api.browser.access_report import AccessReportPages
from api.browser.careful import Careful
from api.browser.cookies import Cookies
from api.browser.explore import ExplorerPages
from api.browser.issuers import IssuerPages
from api.browser.page import Pages
from api.browser.signin import SignInPages
from api.health import Health
from api.http.edge import Edge
from api.http.failure import Troubles
from api.http.front import front
from api.http.graphql import GraphQL
from api.http.sheets import ReferralSheets
from api.http.tokens import METADATA, TokenEndpoint
from api.keys import shown
from api.log import NAME
from api.metrics import Metrics
from api.rate import Allowance, Allowances, AtTheDoor
from api.serving import life
from api.serving.board import Board
from api.serving.door import Patience
from api.serving.proxies import Proxies
from api.standing import Standing
from api.traces import Traces
from api.watching import Watcher, Watching
from auth.bearer import Bearer
from auth.browser.client_secrets import ByKey, secrets_in
from auth.browser.credential import SessionCredential
from auth.browser.endpoints import Discovery
from auth.browser.flow import Flow
from auth.browser.sessions import Sessions
from auth.clients.desk import PATH, Desk
from auth.clients.signer import Signer, keys_in
from auth.identify import Identity
from auth.issuer import Issuer
from auth.others import fetch
from auth.others.issuers import Issuers
from auth.token import Tokens
from db.migrations import runner
from db.protect.cipher import Cipher, Keys
from db.protect.keys import fit
from db.reference.current import Current
from db.reference.documents import document, files
from db.server.away import FAULTS, is_away, is_busy, took_too_long
from db.server.login import Addresses
from db.server.pulse import Pulse
from db.session.engine import Database
from db.session.standing import standing
from db.session.turns.bounds import Bounds
from db.standby.standbys import Standbys, standbys_of
from domain.terminal_error import StartError
from resolvers.commands.access_report.report import SubjectAccessReport
from resolvers.commands.all import COMMANDS
from resolvers.commands.family.search import FamilySearch
from resolvers.commands.reveal.reveal import Reveal
from resolvers.commands.runner import Commands
from resolvers.document.parse import Documents
from resolvers.document.ready import ready
from resolvers.document.trusted import Taken, Trust
from resolvers.files.sheets.printed import Prints
from resolvers.files.sheets.render import Renderer
from resolvers.planner.plan import Planner
from resolvers.reads.roots import all_mappings, all_roots
from resolvers.reads.runner import Reader
from resolvers.reads.visit_draft import Drafts
from schema.build.assemble import graphql_of
from schema.build.mutations import asks
from schema.contract import contract
from schema.execute.execute import Executor
from schema.execute.sheets import Sheets
from settings.keys import kept_keys
from settings.settings import Settings
from worker.jobs.audit import jobs_of_audit
from worker.jobs.browser import job_of_sign_ins
from worker.jobs.feed import job_of_feed
from worker.jobs.retention import job_of_retention
from worker.jobs.sums import jobs_of_sums
from worker.runner import Job, Worker
from worker.turn import Turn


def application(
    settings: Settings,
    addresses: Addresses,
    own: Issuer | None,
    started: Callable[[], None] = lambda: None,
    stopping: Callable[[], bool] = lambda: False,
    board: Board | None = None,
) -> Starlette:
    """Return the ASGI application, with the tasks that run as long as the server.

    `own`: the development issuer, whose tokens are accepted. `started` is called when requests are served. `stopping`: whether `/readyz`
    answers that the server stops. `board`: where several processes keep together how much is asked of them.
    """
    log, metrics = logging.getLogger(NAME), Metrics(settings.metrics_folder)
    clock = settings.now
    database = Database(addresses.app, clock, limits(settings))
    sealing = kept_keys(settings)
    pulse = Pulse(database, runner.newest(), log.warning, lambda: fit(addresses.loader, sealing), runner.is_newer)
    references = Current(database)
    standbys = standbys_of(database, settings.read_urls, settings.read_lag / 1000, log.warning, metrics.count_reading)
    signer = signer_of(settings, own)
    of_ours = [*(own.keys if own else ()), *(signer.keys if signer else ())]
    keys = KeySet([*{key.kid: key for key in of_ours}.values()])
    lifetime = timedelta(seconds=settings.token_seconds)
    caller = fetch.client()
    others = Issuers(database, fetch.over(caller), log, lifetime)
    traces = traces_of(settings, caller, log)
    ours = Tokens(settings.issuer, settings.audience, lambda: keys, clock, longest=lifetime)
    sessions = Sessions(database, lambda: references().limits)
    cookies = Cookies(secure=not settings.in_development or settings.issuer.startswith("https:"))
    by_session = SessionCredential(sessions, cookies.session, in_development=settings.in_development)
    identity = Identity(database, Bearer(ours, others=others), by_session)

    def allowance(per_minute: int, name: str) -> Allowance:
        return Allowance(per_minute, clock, name, board)

    allowances = Allowances(allowance(settings.requests_per_minute, "account"), allowance(settings.client_requests_per_minute, "client"))
    executes, troubles = executor(settings, database, references, standbys), Troubles(is_away, is_busy, took_too_long, pulse.is_away)
    seconds, body_seconds = settings.request_seconds, settings.body_seconds
    trust = Trust(lambda: references().documents, Taken(settings.documents))
    graphql = GraphQL(identity, executes, trust, allowances, log, troubles, seconds, body_patience=body_seconds)
    papers = sheets(settings, database, references, executes)
    referral_sheets = ReferralSheets(identity, papers, Renderer(), allowances, log, troubles, seconds, body_patience=body_seconds)
    told, watcher = standing_of(settings, database, pulse, sealing), Watcher(settings.watch_token, is_open=settings.in_development)

    async def remarks() -> list[str]:
        return [*pulse.remarks(), *standbys.remarks(), *await told.remarks()]

    health = Health(pulse.troubles, watcher, remarks, stopping)
    watching = Watching(metrics, told, database.pools, watcher, standbys.told)
    published = [Route("/.well-known/jwks.json", shown(keys.as_dict(private=False)))] if keys.keys else []
    if signer is not None:
        desk, door = Desk(database, signer), AtTheDoor(allowance(settings.tokens_per_minute, "token"))
        published += [Route(METADATA, shown(desk.metadata)), Route(PATH, TokenEndpoint(desk, door, troubles, body_seconds))]

    pages = Pages(cookies)
    careful = Careful(pages, troubles)
    ours_there = {} if settings.client_secrets is None else secrets_in(settings.client_secrets)
    if signer is None and ByKey() in ours_there.values():
        raise StartError("LIANBANG_CLIENT_SECRETS says private_key_jwt, and there are no LIANBANG_SIGNING_KEYS.")
    discovery = Discovery(fetch.over(caller), clock)
    flow = Flow(database, others, discovery, fetch.posting(caller), settings.issuer, ours_there, signer)
    sign_in = SignInPages(sessions, flow, pages, cookies, careful, body_seconds, in_development=settings.in_development)
    at_sign_in = AtTheDoor(allowance(settings.sign_ins_per_minute, "sign-in"))
    of_issuers = IssuerPages(flow, sessions, pages, cookies, careful, at_sign_in, log, body_seconds)

    reports = AccessReportPages(identity, sessions, executes, allowances, pages, cookies, careful, body_seconds)

    documents = ready((each.name, each.text) for each in map(document, files()))
    explorer = ExplorerPages(
        sessions, pages, cookies, careful, documents, lambda *name: references().name(*name), in_development=settings.in_development
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        await database.open()
        await references.read()
        await pulse.look()
        await standbys.open()
        beside = [references.keep(stop), pulse.keep(stop), standbys.keep(stop), others.keep(stop), watching.keep(stop)]
        if settings.in_development:
            beside.append(worker(settings, addresses, log.info, traces).run(stop))
        tasks = [asyncio.create_task(each) for each in beside]
        life.stand()
        started()
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*tasks, return_exceptions=True)
            if traces is not None:
                await traces.close()
            await caller.aclose()
            await standbys.close()
            await database.close()

    routes = [
        Route("/", front(in_development=settings.in_development)),
        Route("/referral-sheets", referral_sheets),
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        Route("/metrics", watching.show),
        *published,
        *pages.routes,
        *sign_in.routes,
        *of_issuers.routes,
        *reports.routes,
        *explorer.routes,
    ]
    doors = {"/graphql": graphql}
    paths = frozenset(route.path for route in routes) | doors.keys()
    proxies = Proxies(settings.trusted_proxies)
    made = Starlette(routes=routes, lifespan=lifespan, debug=False)
    made.router.redirect_slashes = False  # a redirect would repeat the Host header that the caller wrote
    inner = ExceptionMiddleware(made.router)  # of Starlette's layers the one that is needed: faults are the edge's
    made.middleware_stack = Edge(inner, doors=doors, paths=paths, log=log, metrics=metrics, traces=traces, proxies=proxies)
    return made


def standing_of(settings: Settings, database: Database, pulse: Pulse, keys: Keys) -> Standing:
    """Return what tells what waits in the database."""
    return Standing(lambda: standing(database.url, settings.now()), lambda: not pulse.is_away(), keys.writing, FAULTS)


def traces_of(settings: Settings, client: httpx2.AsyncClient, log: logging.Logger) -> Traces | None:
    """Return what sends traces; None where the settings name no collector."""
    return None if settings.traces is None else Traces(settings.traces, client, settings.now, log)


def signer_of(settings: Settings, own: Issuer | None) -> Signer | None:
    """Return what signs the tokens of service clients: with the keys of the settings, in development else with its issuer's."""
    if settings.signing_keys is not None:
        return Signer(settings.issuer, settings.audience, keys_in(settings.signing_keys))
    return None if own is None else Signer(settings.issuer, settings.audience, own.signing)


def limits(settings: Settings) -> Bounds:
    """Return how many connections to the database there are, and what of it is waited for how long."""
    return Bounds(settings.readers, settings.costly_readers, settings.writers, settings.request_seconds, settings.short_cost, serves=True)


def bounds(settings: Settings) -> life.ServerBounds:
    """Return the limits of connections to the server."""
    return life.ServerBounds(
        connections=settings.connections,
        per_address=settings.connections_per_address,
        patience=Patience(head=settings.head_seconds, idle=settings.idle_seconds),
        drain=settings.drain_seconds,
        grace=settings.grace_seconds,
        proxies=Proxies(settings.trusted_proxies),
    )


def executor(settings: Settings, database: Database, references: Current, standbys: Standbys | None = None) -> Executor:
    """Return the executor of documents: the contract with its reader and commands. `standbys`: what may answer beside the database."""
    sealing = Cipher(kept_keys(settings))
    documents = Documents(graphql_of(contract(COMMANDS)), introspection=True)
    planner = Planner(documents.schema, all_mappings(), all_roots(), asks(COMMANDS))
    reader = Reader(database, planner, references, None if standbys is None else standbys.read)
    commands = Commands(database, references, sealing, allow_synthetic=settings.in_development, contract=documents)
    reveals = Reveal(database, references, sealing)
    searches = FamilySearch(database, references, sealing, allow_synthetic=settings.in_development)
    reports = SubjectAccessReport(database, references, sealing)
    return Executor(documents, reader, commands, reveals, Drafts(database, sealing), searches, reports)


def sheets(settings: Settings, database: Database, references: Current, executes: Executor) -> Sheets:
    """Return what puts referrals on paper."""
    sealing = Cipher(kept_keys(settings))
    return Sheets(executes, Prints(database, references, sealing))


def worker(settings: Settings, addresses: Addresses, tell: Callable[[str], None], traces: Traces | None = None) -> Worker:
    """Return the worker with its jobs. `tell` is called with the head of the audit chain and with every fault.

    `traces`: where the spans of jobs go; None: to the collector of the settings, if there is one.
    """
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    jobs: tuple[Job, ...] = (
        job_of_feed(settings.now),
        *jobs_of_sums(settings.now, tell),
        *jobs_of_audit(settings.now, settings.var / "audit-head", tell),
        job_of_retention(settings.now, tell),
        job_of_sign_ins(settings.now),
    )
    if (traced := traces or traces_of(settings, fetch.client(), logging.getLogger(NAME))) is not None:
        jobs = tuple(replace(job, do=traced.around(job.name, job.do)) for job in jobs)
    return Worker(addresses.worker, settings.now, jobs, tell, turn=Turn(addresses.worker, tell))
