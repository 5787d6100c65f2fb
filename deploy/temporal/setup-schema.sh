#!/bin/sh
# Brings the schema of Temporal's two databases up to date; safe to run again.
set -eu
schema=/etc/temporal/schema/postgresql/v12
for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*}
  folder=${pair##*:}
  sql() {
    temporal-sql-tool --plugin postgres12 --ep postgres -p 5432 -u boxward --pw "$POSTGRES_PASSWORD" --db "$database" "$@"
  }
  sql create || echo "$database is there already"
  sql setup-schema -v 0.0 || echo "$database has a schema already"
  sql update-schema -d "$schema/$folder/versioned"
done
