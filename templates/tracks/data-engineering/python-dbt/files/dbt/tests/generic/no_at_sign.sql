{# No cell of the model holds an address: the last fence behind the lineage check. #}
{% test no_at_sign(model) %}
select *
from {{ model }} as cells
where cast(cells as varchar) like '%@%'
{% endtest %}
