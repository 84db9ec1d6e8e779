"""SQLite lets one transaction write at a time; these make the others wait for their turn instead of
failing with `database is locked`. To be called before a service opens its database."""

import time

import sqlalchemy.event
from sqlalchemy.engine import Engine

TURN_SECONDS = 5


def green_threads_take_turns():
    """A green thread begins its transaction when that of another one has ended. SQLite's own wait
    would stop them all."""
    import eventlet
    import greenlet
    from oslo_db import exception
    from oslo_db.sqlalchemy import exc_filters

    holder, depth = None, 0

    @sqlalchemy.event.listens_for(Engine, "begin")
    def begin(connection):
        nonlocal holder, depth
        me, until = greenlet.getcurrent(), time.monotonic() + TURN_SECONDS
        while holder not in (None, me) and not holder.dead and time.monotonic() < until:
            eventlet.sleep(0.005)
        depth = depth + 1 if holder is me else 1
        holder = me

    @sqlalchemy.event.listens_for(Engine, "commit")
    @sqlalchemy.event.listens_for(Engine, "rollback")
    def end(connection):
        nonlocal holder, depth
        if holder is greenlet.getcurrent():
            depth -= 1
            if depth <= 0:
                holder = None

    @exc_filters.filters("sqlite", sqlalchemy.exc.OperationalError, r".*database is locked")
    def locked(error, match, engine_name, is_disconnect):
        # The services repeat what ended in a deadlock.
        raise exception.DBDeadlock(error)


def threads_take_turns():
    """A transaction waits at its beginning, where SQLite can make it wait, not at its first write."""

    @sqlalchemy.event.listens_for(Engine, "before_cursor_execute", retval=True)
    def immediate(connection, cursor, statement, parameters, context, many):
        return "BEGIN IMMEDIATE" if statement == "BEGIN" else statement, parameters
