{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='order_id',
    on_schema_change='fail'
) }}
-- The last state of each order, deleted ones included: without its tombstone a deleted order would
-- come back with its next late event. "Last" is by lsn; what to look at again is by arrival.
with watermark as (

    {% if is_incremental() %}
    select coalesce(max(built_in_load), 0) as load_seq from {{ this }}
    {% else %}
    select 0 as load_seq
    {% endif %}

),

newest as (

    select max(load_seq) as load_seq from {{ source('raw', 'cdc_events') }}

),

touched as (

    select order_id
    from {{ ref('stg_order_events') }}
    where load_seq > (select load_seq from watermark)

    union

    -- The tier at the order may have changed with what arrived about its customer.
    select orders.order_id
    from {{ ref('stg_order_events') }} as orders
    inner join {{ ref('stg_customer_events') }} as customers
        on orders.customer_id = customers.customer_id
    where customers.load_seq > (select load_seq from watermark)

),

ranked as (

    select
        events.*,
        row_number() over (partition by events.order_id order by events.lsn desc) as newest_first
    from {{ ref('stg_order_events') }} as events
    inner join touched on events.order_id = touched.order_id

)

select
    ranked.order_id,
    ranked.customer_id,
    ranked.status,
    ranked.amount_cents,
    ranked.created_at_ms,
    coalesce(versions.tier, 'unknown') as tier_at_order,
    ranked.op = 'd' as is_deleted,
    ranked.lsn,
    newest.load_seq as built_in_load
from ranked
cross join newest
left join {{ ref('int_customer_versions') }} as versions
    on
        ranked.customer_id = versions.customer_id
        and ranked.created_at_ms >= versions.valid_from_ms
        and (versions.valid_to_ms is null or ranked.created_at_ms < versions.valid_to_ms)
where ranked.newest_first = 1
