-- Money by the UTC day of the order. What is not paid yet is open and no revenue, so a day's revenue
-- grows until its last order is paid or cancelled.
select
    order_date,
    count(*) as orders,
    cast(sum(case when status = 'placed' then 1 else 0 end) as bigint) as open_orders,
    cast(sum(case when status <> 'placed' then amount_cents else 0 end) as bigint) as revenue_cents,
    cast(sum(case when status = 'placed' then amount_cents else 0 end) as bigint) as open_cents
from {{ ref('fct_orders') }}
group by order_date
