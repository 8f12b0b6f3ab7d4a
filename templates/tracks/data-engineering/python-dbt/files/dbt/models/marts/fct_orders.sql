-- Orders that are there: a cancelled order was deleted by the shop and has no row.
select
    order_id,
    customer_id,
    tier_at_order,
    status,
    amount_cents,
    cast({{ epoch_ms_to_utc('created_at_ms') }} as date) as order_date
from {{ ref('int_orders_latest') }}
where not is_deleted
