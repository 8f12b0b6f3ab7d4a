-- Each state a customer was in, with the time it was valid. Made of the log by window functions, so
-- it can be rebuilt at any time; a snapshot taken on each load would lose what arrives late.
with timed as (

    -- A clock may run back, the log does not.
    select
        *,
        max(ts_ms) over (partition by customer_id order by lsn) as at_ms
    from {{ ref('stg_customer_events') }}

),

ranked as (

    select
        *,
        row_number() over (partition by customer_id, at_ms order by lsn desc) as newest_first
    from timed

),

changes as (

    -- Of several changes in one millisecond only the last was ever seen by anybody.
    select
        *,
        lead(at_ms) over (partition by customer_id order by lsn) as next_at_ms,
        lead(op) over (partition by customer_id order by lsn) as next_op
    from ranked
    where newest_first = 1

)

select
    customer_id,
    cast(row_number() over (partition by customer_id order by lsn) as bigint) as version,
    lsn,
    tier,
    email_hash,
    at_ms as valid_from_ms,
    next_at_ms as valid_to_ms,
    coalesce(next_op = 'd', false) as ended_by_delete
from changes
where op <> 'd'
