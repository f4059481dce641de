import type { Migration } from './list.ts';

/** The tables of the first release. */
export const firstSchema: Migration = {
  version: 1,
  name: 'first-schema',
  sql: `
    create table meta (name text primary key, value text not null) strict, without rowid;

    -- Texts that come back often: flow names, scopes, actors, actions, connections.
    create table words (id integer primary key, text text not null unique) strict;

    create table plans (hash text primary key, text text not null) strict;

    create table sources (
      id integer primary key,
      flow integer not null references words,
      environment text not null,
      version text not null,
      plan text not null,
      trigger_id text not null,
      unique (flow, environment, version, plan, trigger_id)
    ) strict;

    -- Narrow on purpose: this row is rewritten at every commit point of a run.
    create table runs (
      id integer primary key,
      public_id text not null unique,
      source integer not null references sources,
      flow integer not null,
      state text not null,
      seq integer not null,
      head text not null,
      accepted_at integer not null,
      ended_at integer,
      degraded integer not null default 0,
      waiting_for text,
      business_key text,
      again integer not null default 0,
      origin text,
      parent text
    ) strict;
    create index runs_by_flow on runs (flow);
    create index runs_by_key on runs (business_key) where business_key is not null;
    -- Nearly all runs end succeeded; leaving them out keeps this index as small as what people look for.
    create index runs_by_state on runs (state, id, flow) where state <> 'succeeded';
    create table run_counts (state text primary key, runs integer not null) strict, without rowid;
    create table run_results (run integer primary key, output text, failure text) strict;

    -- The hash stands before the frame, so that reading it never touches overflow pages.
    create table journal (
      id integer primary key,
      run integer not null references runs,
      seq integer not null,
      hash text not null,
      frame text not null
    ) strict;
    create unique index journal_by_run on journal (run, seq);

    -- A run has at most one claim. Tables written for every run name it without a foreign key, which costs a look-up.
    create table claims (
      run integer primary key,
      scope integer not null,
      key text not null,
      body_hash text not null,
      expires_at integer not null,
      repeats integer not null default 0,
      other_bodies integer not null default 0,
      freed integer not null default 0
    ) strict;
    create unique index claims_by_key on claims (scope, key);

    create table lanes (
      id integer primary key,
      scope integer not null,
      key text not null,
      holder integer,
      last_order text,
      unique (scope, key)
    ) strict;
    create table lane_places (
      run integer primary key references runs,
      lane integer not null references lanes,
      order_key text not null,
      on_failure text not null,
      released integer not null default 0
    ) strict;
    create index lane_places_in_order on lane_places (lane, released, order_key, run);

    create table timers (
      run integer not null references runs,
      path text not null,
      at integer not null,
      primary key (run, path)
    ) strict, without rowid;
    create index timers_by_time on timers (at);

    create table approvals (
      id integer primary key,
      public_id text not null unique,
      run integer not null references runs,
      path text not null,
      node text not null,
      audience text not null,
      title text not null,
      shown text not null,
      shown_hash text not null,
      opened_at integer not null,
      due_at integer,
      state text not null default 'open',
      decided_by text,
      decided_at integer,
      reason text
    ) strict;
    create index approvals_by_run on approvals (run);
    create index approvals_by_state on approvals (state);
    create index approvals_by_audience on approvals (audience, state);

    create table dead_letters (
      id integer primary key,
      public_id text not null unique,
      run integer not null references runs,
      flow integer not null,
      path text not null,
      node text not null,
      owner text not null,
      hint text,
      cause text,
      at integer not null,
      state text not null default 'open',
      closed_by text,
      closed_at integer,
      reason text
    ) strict;
    create index dead_letters_by_run on dead_letters (run);
    create index dead_letters_by_state on dead_letters (state);
    create index dead_letters_by_flow on dead_letters (flow);
    create index dead_letters_by_owner on dead_letters (owner);

    create table effects (
      id integer primary key,
      key text not null,
      generation integer not null,
      run integer not null references runs,
      path text not null,
      attempt integer not null,
      connection integer not null,
      request_hash text not null,
      at integer not null,
      outcome text not null default 'open',
      settled_at integer,
      port text,
      result text
    ) strict;
    create unique index effects_by_key on effects (key, generation);

    create table doubts (
      id integer primary key,
      run integer not null references runs,
      path text not null,
      title text not null,
      opened_at integer not null,
      unique (run, path)
    ) strict;

    create table answers (
      run integer primary key references runs,
      status integer not null,
      content_type text not null,
      body text not null
    ) strict;

    create table milestones (
      id integer primary key,
      run integer not null references runs,
      name text not null,
      business_key text,
      at integer not null,
      unique (run, name)
    ) strict;

    create table holds (
      kind text not null,
      target text not null,
      placed_by text not null,
      at integer not null,
      reason text not null,
      primary key (kind, target)
    ) strict, without rowid;

    create table refused_calls (
      id integer primary key,
      at integer not null,
      path text not null,
      method text not null,
      status integer not null,
      code text not null,
      reason text not null,
      size_bytes integer not null
    ) strict;

    create table deployments (
      id integer primary key,
      environment text not null,
      flow text not null,
      version text not null,
      plan text not null references plans,
      deployed_by text not null,
      at integer not null,
      live integer not null,
      -- The bundle it came in; null where it was served from a folder.
      bundle text,
      -- The deployment a rollback goes back to.
      before integer references deployments
    ) strict;
    create unique index deployments_live on deployments (environment, flow) where live = 1;
    create index deployments_by_flow on deployments (environment, flow, version, plan);

    -- Only bundles that were admitted have bytes; of a refused one the reason is kept.
    create table bundles (
      environment text not null,
      digest text not null,
      state text not null,
      manifest text,
      signatures text,
      admitted_by text not null,
      at integer not null,
      activated_at integer,
      surroundings text,
      code text,
      why text,
      -- Last, so that reading the rest of a row never walks through it.
      bytes blob,
      primary key (environment, digest)
    ) strict;
    create index bundles_by_time on bundles (environment, at, digest);

    create table secrets (name text primary key, sealed text not null, stored_by text not null, at integer not null) strict;
    create table ticks (scope integer primary key, at integer not null) strict;

    -- A null subject stands for the run; run and frame_seq name the journal frame the entry vouches for.
    create table audit (
      seq integer primary key,
      at integer not null,
      actor integer not null,
      action integer not null,
      run integer,
      frame_seq integer,
      subject text,
      detail text,
      hash text not null
    ) strict;
    create index audit_by_action on audit (action);
    create index audit_by_subject on audit (subject) where subject is not null;
    create index audit_by_run on audit (run) where run is not null;
  `,
};
