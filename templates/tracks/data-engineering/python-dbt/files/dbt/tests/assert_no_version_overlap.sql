-- A customer is in one state at a time.
select earlier.customer_id, earlier.version
from {{ ref('dim_customer') }} as earlier
inner join {{ ref('dim_customer') }} as later
    on earlier.customer_id = later.customer_id and earlier.version < later.version
where earlier.valid_to is null or earlier.valid_to > later.valid_from
