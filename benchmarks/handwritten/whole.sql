-- The twenty figures over the whole period, in one statement. Parameters: first, after (the day after the last),
-- instant (the last moment of the period, UTC), year_first and year_after (the same a year before), rolling (the
-- first of the last thirty days).
WITH deals AS (
    SELECT
        sum(amount) FILTER (closed AND outcome = 'won') AS bookings,
        count(*) FILTER (closed AND outcome = 'won') AS won,
        count(amount) FILTER (closed AND outcome = 'won') AS priced,
        count(*) FILTER (closed AND outcome IN ('won', 'lost')) AS decided,
        quantile_cont(cycle, 0.5) FILTER (closed AND outcome = 'won') AS cycle,
        count(*) FILTER (created) AS created,
        count(*) FILTER (open) AS open,
        sum(amount) FILTER (open) AS amount,
        sum(amount * probability) FILTER (open AND outcome IS NULL) AS weighted
    FROM (
        SELECT
            amount, outcome, probability,
            closed_at_on >= $first AND closed_at_on < $after AS closed,
            created_at_on >= $first AND created_at_on < $after AS created,
            CASE WHEN created_at_exact AND closed_at_exact
                THEN (epoch_us(closed_at) - epoch_us(created_at)) / 86400000000.0
                ELSE closed_at_on - created_at_on END AS cycle,
            NOT changed AND coalesce(created_at, known_from) <= $instant
                AND (closed_at > $instant OR (closed_at IS NULL AND outcome IS NULL)) AS open
        FROM opportunity
    )
),
pasts AS (
    SELECT
        count(*) AS open,
        sum(x.amount) AS amount,
        sum(x.amount * x.probability)
            FILTER (x.outcome IS NULL OR x.probability IS DISTINCT FROM p.probability) AS weighted
    FROM opportunity_span x JOIN opportunity p ON p.id = x.id
    WHERE x.known_to = TIMESTAMP '9999-12-31' AND x.valid_from <= $instant AND x.valid_to > $instant
        AND coalesce(x.created_at, x.known_from) <= $instant
        AND (x.closed_at > $instant OR (x.closed_at IS NULL AND x.outcome IS NULL))
),
visits AS (
    SELECT
        v.opportunity_id, s.position, s.pipeline,
        arg_min(v.entered_at_on, v.visit) AS entered,
        max(v.left_at_on) AS left_on,
        count(v.left_at) = count(*) AS gone,
        sum(CASE WHEN v.entered_at_exact AND v.left_at_exact
            THEN (epoch_us(v.left_at) - epoch_us(v.entered_at)) / 86400000000.0
            ELSE v.left_at_on - v.entered_at_on END) AS days
    FROM stage_visit v JOIN stage s ON s.id = v.stage_id
    WHERE s.kind = 'open'
    GROUP BY v.opportunity_id, v.stage_id, s.position, s.pipeline
),
furthest AS (
    SELECT v.opportunity_id, s.pipeline, max(if(s.kind = 'won', 1000000, s.position)) AS position
    FROM stage_visit v JOIN stage s ON s.id = v.stage_id
    WHERE s.kind IN ('open', 'won')
    GROUP BY ALL
),
stages AS (
    SELECT
        count(*) FILTER (v.entered >= $first AND v.entered < $after) AS entered,
        count(*) FILTER (
            v.entered >= $first AND v.entered < $after AND (f.position > v.position OR o.outcome = 'won')
        ) AS advanced,
        quantile_cont(v.days, 0.5) FILTER (v.gone AND v.left_on >= $first AND v.left_on < $after) AS stay
    FROM visits v
    JOIN furthest f ON f.opportunity_id = v.opportunity_id AND f.pipeline IS NOT DISTINCT FROM v.pipeline
    JOIN opportunity o ON o.id = v.opportunity_id
),
counted AS MATERIALIZED (
    SELECT id, account_id, ordered_at, ordered_at_on
    FROM "order"
    WHERE cancelled_at IS NULL AND credit_of_id IS NULL
        AND id NOT IN (SELECT credit_of_id FROM "order" WHERE credit_of_id IS NOT NULL)
),
firsts AS (
    SELECT arg_min(id, (ordered_at, id)) AS id
    FROM counted
    WHERE account_id IS NOT NULL AND ordered_at IS NOT NULL
    GROUP BY account_id
),
orders AS (
    SELECT
        count(*) FILTER (ordered_at_on >= $first AND ordered_at_on < $after) AS orders,
        count(*) FILTER (ordered_at_on >= $rolling AND ordered_at_on < $after) AS recent
    FROM counted
),
lines AS (
    SELECT
        sum(l.net_amount) FILTER (o.ordered_at_on >= $first AND o.ordered_at_on < $after) AS revenue,
        sum(l.net_amount) FILTER (o.ordered_at_on >= $first AND o.ordered_at_on < $after AND f.id IS NOT NULL)
            AS from_new,
        sum(l.net_amount) FILTER (o.ordered_at_on >= $year_first AND o.ordered_at_on < $year_after) AS before
    FROM order_line l
    JOIN "order" o ON o.id = l.order_id
    LEFT JOIN firsts f ON f.id = o.id
),
work AS (
    SELECT
        count(*) FILTER (done AND facing) AS activities,
        count(*) FILTER (done AND (kind IN ('visit', 'meeting') OR (kind = 'call' AND outcome = 'connected')))
            AS visits,
        count(*) FILTER (committed AND facing) AS committed,
        count(*) FILTER (committed AND facing AND done_at_on <= committed_for_on) AS kept
    FROM (
        SELECT
            kind, outcome, done_at_on, committed_for_on,
            done_at_on >= $first AND done_at_on < $after AS done,
            committed_for_on >= $first AND committed_for_on < $after AS committed,
            kind IN ('call', 'email', 'visit', 'meeting', 'demo', 'presentation', 'onboarding') AS facing
        FROM activity
    )
)
SELECT
    d.bookings,
    d.won AS won_deals,
    d.won / d.decided AS win_rate,
    d.bookings / d.priced AS average_contract_value,
    d.cycle AS sales_cycle_days,
    d.created AS opportunities_created,
    d.open + p.open AS open_opportunities,
    d.amount + p.amount AS pipeline_value,
    coalesce(d.weighted, 0) + coalesce(p.weighted, 0) AS weighted_pipeline,
    s.advanced / s.entered AS stage_conversion_rate,
    s.stay AS time_in_stage,
    l.revenue,
    o.orders,
    l.revenue / o.orders AS average_order_value,
    l.from_new AS new_customer_revenue,
    o.recent / 30 AS orders_rolling_30_90,
    l.revenue::DOUBLE / l.before::DOUBLE - 1 AS revenue_yoy,
    w.activities,
    w.visits,
    w.kept / w.committed AS plan_completion_rate
FROM deals d, pasts p, stages s, orders o, lines l, work w
