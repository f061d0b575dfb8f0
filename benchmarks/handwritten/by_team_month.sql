-- The twenty figures by the credited person's team of the day and by month, and over everything, in one statement.
-- Parameters: first, after (the day after the last), last_month. The company's clocks are eight hours before UTC.
-- A month is written as its number, 12 * year + month.
WITH closed AS MATERIALIZED (
    SELECT
        o.id, amount, outcome, year(closed_at_on) * 12 + month(closed_at_on) AS month, closed_at_on AS day,
        CASE WHEN shared THEN c.user_id ELSE owner_id END AS person, coalesce(c.share, 1) AS share,
        CASE WHEN created_at_exact AND closed_at_exact
            THEN (epoch_us(closed_at) - epoch_us(created_at)) / 86400000000.0
            ELSE closed_at_on - created_at_on END AS cycle
    FROM opportunity o
    LEFT JOIN opportunity_credit c
        ON shared AND c.id = o.id AND c.valid_from <= closed_at AND closed_at < c.valid_to
    WHERE outcome IN ('won', 'lost') AND closed_at_on >= $first AND closed_at_on < $after
),
placed AS MATERIALIZED (
    SELECT closed.*, team_id
    FROM closed LEFT JOIN org_span s ON s.user_id = person AND day >= s.valid_from AND day < s.valid_to
),
closings AS (
    SELECT
        month, team_id,
        sum(amount::DECIMAL(38, 4) * share) FILTER (outcome = 'won') AS bookings,
        sum(share) FILTER (outcome = 'won') AS won,
        sum(share) FILTER (outcome = 'won' AND amount IS NOT NULL) AS priced,
        sum(share) AS decided
    FROM placed GROUP BY month, team_id
),
cycles AS (
    SELECT month, team_id, quantile_cont(cycle, 0.5) AS cycle
    FROM (SELECT DISTINCT month, team_id, id, cycle FROM placed WHERE outcome = 'won')
    GROUP BY month, team_id
),
creations AS (
    SELECT year(created_at_on) * 12 + month(created_at_on) AS month, team_id, sum(coalesce(c.share, 1)) AS created
    FROM opportunity o
    LEFT JOIN opportunity_credit c
        ON shared AND c.id = o.id AND c.valid_from <= created_at AND created_at < c.valid_to
    LEFT JOIN org_span s
        ON s.user_id = CASE WHEN shared THEN c.user_id ELSE owner_id END
        AND created_at_on >= s.valid_from AND created_at_on < s.valid_to
    WHERE created_at_on >= $first AND created_at_on < $after
    GROUP BY 1, 2
),
states AS (
    SELECT
        id, owner_id, shared, amount, CASE WHEN outcome IS NULL THEN probability END AS probability,
        coalesce(created_at, known_from) AS since, closed_at AS until
    FROM opportunity
    WHERE NOT changed AND (closed_at IS NOT NULL OR outcome IS NULL)
    UNION ALL
    SELECT
        x.id, x.owner_id, x.shared, x.amount,
        CASE WHEN x.outcome IS NULL OR x.probability IS DISTINCT FROM p.probability THEN x.probability END,
        greatest(x.valid_from, coalesce(x.created_at, x.known_from)), least(x.valid_to, x.closed_at)
    FROM opportunity_span x JOIN opportunity p ON p.id = x.id
    WHERE x.known_to = TIMESTAMP '9999-12-31' AND (x.closed_at IS NOT NULL OR x.outcome IS NULL)
),
opened AS (
    SELECT
        *, make_date((month - 1) // 12, (month - 1) % 12 + 1, 1) + INTERVAL 1 MONTH AS next
    FROM (
        SELECT id, owner_id, shared, amount, probability, unnest(range(
            greatest(year(since + INTERVAL 8 HOUR) * 12 + month(since + INTERVAL 8 HOUR),
                year($first) * 12 + month($first)),
            least(year(until + INTERVAL 8 HOUR) * 12 + month(until + INTERVAL 8 HOUR), $last_month + 1)
        )) AS month
        FROM states
        WHERE until IS NULL OR until > since
    )
),
stocks AS (
    SELECT
        month, team_id,
        sum(coalesce(c.share, 1)) AS open,
        sum(amount::DECIMAL(38, 4) * coalesce(c.share, 1)) AS amount,
        sum(amount::DECIMAL(38, 4) * probability * coalesce(c.share, 1)) AS weighted
    FROM opened o
    LEFT JOIN opportunity_credit c
        ON shared AND c.id = o.id AND c.valid_from < next - INTERVAL 8 HOUR AND next - INTERVAL 8 HOUR <= c.valid_to
    LEFT JOIN org_span s
        ON s.user_id = CASE WHEN shared THEN c.user_id ELSE owner_id END AND next > s.valid_from AND next <= s.valid_to
    GROUP BY month, team_id
),
visits AS (
    SELECT
        v.opportunity_id, v.stage_id, s.position, s.pipeline,
        arg_min(v.entered_at, v.visit) AS entered, arg_min(v.entered_at_on, v.visit) AS entered_on,
        max(v.left_at) AS over, max(v.left_at_on) AS left_on,
        count(v.left_at) = count(*) AS gone,
        sum(CASE WHEN v.entered_at_exact AND v.left_at_exact
            THEN (epoch_us(v.left_at) - epoch_us(v.entered_at)) / 86400000000.0
            ELSE v.left_at_on - v.entered_at_on END) AS days
    FROM stage_visit v JOIN stage s ON s.id = v.stage_id
    WHERE s.kind = 'open'
    GROUP BY ALL
),
furthest AS (
    SELECT v.opportunity_id, s.pipeline, max(if(s.kind = 'won', 1000000, s.position)) AS position
    FROM stage_visit v JOIN stage s ON s.id = v.stage_id
    WHERE s.kind IN ('open', 'won')
    GROUP BY ALL
),
stays AS MATERIALIZED (
    SELECT v.*, o.owner_id, o.shared, f.position > v.position OR coalesce(o.outcome = 'won', FALSE) AS advanced
    FROM visits v
    JOIN furthest f ON f.opportunity_id = v.opportunity_id AND f.pipeline IS NOT DISTINCT FROM v.pipeline
    JOIN opportunity o ON o.id = v.opportunity_id
),
entries AS (
    SELECT
        year(entered_on) * 12 + month(entered_on) AS month, team_id,
        sum(coalesce(c.share, 1)) AS entered, sum(coalesce(c.share, 1)) FILTER (advanced) AS advanced
    FROM stays v
    LEFT JOIN opportunity_credit c
        ON shared AND c.id = v.opportunity_id AND c.valid_from <= entered AND entered < c.valid_to
    LEFT JOIN org_span s
        ON s.user_id = CASE WHEN shared THEN c.user_id ELSE owner_id END
        AND entered_on >= s.valid_from AND entered_on < s.valid_to
    WHERE entered_on >= $first AND entered_on < $after
    GROUP BY 1, 2
),
lengths AS (
    SELECT month, team_id, quantile_cont(days, 0.5) AS stay
    FROM (
        SELECT DISTINCT
            year(left_on) * 12 + month(left_on) AS month, team_id, opportunity_id, stage_id, days
        FROM stays v
        LEFT JOIN opportunity_credit c
            ON shared AND c.id = v.opportunity_id AND c.valid_from <= over AND over < c.valid_to
        LEFT JOIN org_span s
            ON s.user_id = CASE WHEN shared THEN c.user_id ELSE owner_id END
            AND left_on >= s.valid_from AND left_on < s.valid_to
        WHERE gone AND left_on >= $first AND left_on < $after
    )
    GROUP BY month, team_id
),
backed AS MATERIALIZED (
    SELECT id, account_id, owner_id, shared, ordered_at, ordered_at_on, cancelled_at IS NULL
        AND credit_of_id IS NULL AND id NOT IN (SELECT credit_of_id FROM "order" WHERE credit_of_id IS NOT NULL)
        AS counts
    FROM "order"
),
firsts AS (
    SELECT arg_min(id, (ordered_at, id)) AS id
    FROM backed
    WHERE counts AND account_id IS NOT NULL AND ordered_at IS NOT NULL
    GROUP BY account_id
),
receipts AS (
    SELECT order_id, sum(net_amount) AS net, count(*) AS lines FROM order_line GROUP BY order_id
),
sold AS MATERIALIZED (
    SELECT
        b.ordered_at_on AS day, team_id, sum(share) FILTER (counts) AS orders,
        sum(net::DECIMAL(38, 4) * share) AS revenue,
        sum(net::DECIMAL(38, 4) * share) FILTER (f.id IS NOT NULL) AS from_new,
        sum(lines) AS lines, sum(lines) FILTER (f.id IS NOT NULL) AS lines_new
    FROM (
        SELECT b.*, CASE WHEN shared THEN c.user_id ELSE owner_id END AS person, coalesce(c.share, 1) AS share
        FROM backed b
        LEFT JOIN order_credit c
            ON shared AND c.id = b.id AND c.valid_from <= ordered_at AND ordered_at < c.valid_to
        WHERE ordered_at_on >= $first - INTERVAL 1 YEAR AND ordered_at_on < $after
    ) b
    LEFT JOIN receipts r ON r.order_id = b.id
    LEFT JOIN firsts f ON f.id = b.id
    LEFT JOIN org_span s
        ON s.user_id = person AND ordered_at_on >= s.valid_from AND ordered_at_on < s.valid_to
    GROUP BY 1, 2
),
months AS (
    SELECT day, year(day) * 12 + month(day) AS month, (day + INTERVAL 1 MONTH)::DATE AS next
    FROM (SELECT unnest(range($first::TIMESTAMP, $after::TIMESTAMP, INTERVAL 1 MONTH))::DATE AS day)
),
sales AS (
    SELECT
        year(day) * 12 + month(day) AS month, team_id, sum(orders) AS orders, sum(revenue) AS revenue,
        sum(from_new) AS from_new, sum(lines) AS lines, sum(lines_new) AS lines_new
    FROM sold WHERE day >= $first GROUP BY 1, 2
),
sales_before AS (
    SELECT year(day) * 12 + month(day) + 12 AS month, team_id, sum(revenue) AS before, sum(lines) AS lines_before
    FROM sold WHERE day < $after - INTERVAL 1 YEAR GROUP BY 1, 2
),
recent AS (
    SELECT m.month, team_id, sum(orders) AS recent
    FROM sold s JOIN months m ON s.day >= m.next - 30 AND s.day < m.next
    GROUP BY 1, 2
),
doings AS (
    SELECT
        year(done_at_on) * 12 + month(done_at_on) AS month, team_id, count(*) AS activities,
        count(*) FILTER (kind IN ('visit', 'meeting') OR (kind = 'call' AND outcome = 'connected')) AS met
    FROM activity
    LEFT JOIN org_span s
        ON s.user_id = owner_id AND done_at_on >= s.valid_from AND done_at_on < s.valid_to
    WHERE NOT shared AND done_at_on >= $first AND done_at_on < $after
        AND kind IN ('call', 'email', 'visit', 'meeting', 'demo', 'presentation', 'onboarding')
    GROUP BY 1, 2
),
shared_doings AS (
    SELECT
        year(done_at_on) * 12 + month(done_at_on) AS month, team_id, sum(share) AS activities,
        sum(share) FILTER (kind IN ('visit', 'meeting') OR (kind = 'call' AND outcome = 'connected')) AS met
    FROM activity a
    JOIN activity_credit c ON c.id = a.id AND c.valid_from <= done_at AND done_at < c.valid_to
    LEFT JOIN org_span s
        ON s.user_id = c.user_id AND done_at_on >= s.valid_from AND done_at_on < s.valid_to
    WHERE shared AND done_at_on >= $first AND done_at_on < $after
        AND kind IN ('call', 'email', 'visit', 'meeting', 'demo', 'presentation', 'onboarding')
    GROUP BY 1, 2
),
promises AS (
    SELECT
        year(committed_for_on) * 12 + month(committed_for_on) AS month, team_id, count(*) AS committed,
        count(*) FILTER (done_at_on <= committed_for_on) AS kept
    FROM activity
    LEFT JOIN org_span s
        ON s.user_id = owner_id AND committed_for_on >= s.valid_from AND committed_for_on < s.valid_to
    WHERE NOT shared AND committed_for_on >= $first AND committed_for_on < $after
        AND kind IN ('call', 'email', 'visit', 'meeting', 'demo', 'presentation', 'onboarding')
    GROUP BY 1, 2
),
shared_promises AS (
    SELECT
        year(committed_for_on) * 12 + month(committed_for_on) AS month, team_id, sum(share) AS committed,
        sum(share) FILTER (done_at_on <= committed_for_on) AS kept
    FROM activity a
    JOIN activity_credit c ON c.id = a.id AND c.valid_from <= committed_for AND committed_for < c.valid_to
    LEFT JOIN org_span s
        ON s.user_id = c.user_id AND committed_for_on >= s.valid_from AND committed_for_on < s.valid_to
    WHERE shared AND committed_for_on >= $first AND committed_for_on < $after
        AND kind IN ('call', 'email', 'visit', 'meeting', 'demo', 'presentation', 'onboarding')
    GROUP BY 1, 2
),
merged AS MATERIALIZED (
    SELECT
        month, team_id,
        sum(bookings) AS bookings, sum(won) AS won, sum(priced) AS priced, sum(decided) AS decided,
        max(cycle) AS cycle, sum(created) AS created,
        sum(open) AS open, sum(amount) AS amount, sum(weighted) AS weighted,
        sum(entered) AS entered, sum(advanced) AS advanced, max(stay) AS stay,
        sum(orders) AS orders, sum(revenue) AS revenue, sum(from_new) AS from_new, sum(lines) AS lines,
        sum(lines_new) AS lines_new, sum(before) AS before, sum(lines_before) AS lines_before,
        sum(recent) AS recent,
        sum(activities) AS activities, sum(met) AS met, sum(committed) AS committed, sum(kept) AS kept
    FROM (
        FROM closings UNION ALL BY NAME FROM cycles UNION ALL BY NAME FROM creations
        UNION ALL BY NAME FROM stocks UNION ALL BY NAME FROM entries UNION ALL BY NAME FROM lengths
        UNION ALL BY NAME FROM sales UNION ALL BY NAME FROM sales_before UNION ALL BY NAME FROM recent
        UNION ALL BY NAME FROM doings UNION ALL BY NAME FROM shared_doings
        UNION ALL BY NAME FROM promises UNION ALL BY NAME FROM shared_promises
    )
    GROUP BY month, team_id
),
total AS (
    SELECT
        NULL AS month, NULL AS team_id,
        sum(bookings), sum(won), sum(priced), sum(decided),
        (SELECT quantile_cont(cycle, 0.5)
            FROM (SELECT DISTINCT id, cycle FROM closed WHERE outcome = 'won')),
        sum(created),
        sum(open) FILTER (month = $last_month), sum(amount) FILTER (month = $last_month),
        sum(weighted) FILTER (month = $last_month),
        sum(entered), sum(advanced),
        (SELECT quantile_cont(days, 0.5) FROM stays WHERE gone AND left_on >= $first AND left_on < $after),
        sum(orders), sum(revenue), sum(from_new), sum(lines), sum(lines_new), sum(before), sum(lines_before),
        sum(recent) FILTER (month = $last_month),
        sum(activities), sum(met), sum(committed), sum(kept), TRUE
    FROM merged
)
SELECT
    total,
    month,
    team_id,
    coalesce(bookings, if(won > 0, NULL, 0)) AS bookings,
    coalesce(won, 0) AS won_deals,
    if(decided > 0, coalesce(won, 0) / decided, NULL) AS win_rate,
    if(priced > 0, bookings / priced, NULL) AS average_contract_value,
    cycle AS sales_cycle_days,
    coalesce(created, 0) AS opportunities_created,
    coalesce(open, 0) AS open_opportunities,
    coalesce(amount, if(open > 0, NULL, 0)) AS pipeline_value,
    coalesce(weighted, if(open > 0, NULL, 0)) AS weighted_pipeline,
    if(entered > 0, coalesce(advanced, 0) / entered, NULL) AS stage_conversion_rate,
    stay AS time_in_stage,
    coalesce(revenue, if(lines > 0, NULL, 0)) AS revenue,
    coalesce(orders, 0) AS orders,
    if(orders > 0, coalesce(revenue, if(lines > 0, NULL, 0)) / orders, NULL) AS average_order_value,
    coalesce(from_new, if(lines_new > 0, NULL, 0)) AS new_customer_revenue,
    coalesce(recent, 0) / 30 AS orders_rolling_30_90,
    if(before > 0, coalesce(revenue, if(lines > 0, NULL, 0))::DOUBLE / before::DOUBLE - 1, NULL) AS revenue_yoy,
    coalesce(activities, 0) AS activities,
    coalesce(met, 0) AS visits,
    if(committed > 0, coalesce(kept, 0) / committed, NULL) AS plan_completion_rate
FROM (SELECT *, FALSE AS total FROM merged UNION ALL FROM total)
