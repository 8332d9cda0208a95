-- 每个街道的事项数
-- 每个街道要办的现行事项：全区都办的，加上指明到该街道或者其中社区的。
WITH places AS (
    SELECT district, code, name, len(communities) AS communities FROM subdistricts
),
homes AS (
    SELECT district, code, unnest(communities).code AS community FROM subdistricts
),
scopes AS (
    SELECT
        district,
        scope.subdistricts AS streets,
        scope.communities AS communities,
        count(*) AS tasks
    FROM in_force
    GROUP BY ALL
),
everywhere AS (
    SELECT district, tasks FROM scopes WHERE streets IS NULL AND communities IS NULL
),
named AS (
    SELECT district, tasks, unnest(list_distinct(streets)) AS code
    FROM scopes
    WHERE communities IS NULL
    UNION ALL
    SELECT chosen.district, any_value(chosen.tasks), homes.code
    FROM (
        SELECT district, streets, communities, tasks, unnest(communities) AS community
        FROM scopes
        WHERE communities IS NOT NULL
    ) AS chosen
    JOIN homes USING (district, community)
    GROUP BY chosen.district, chosen.streets, chosen.communities, homes.code
),
somewhere AS (
    SELECT district, code, sum(tasks)::BIGINT AS tasks FROM named GROUP BY ALL
)
SELECT
    profile.name AS "区",
    places.name AS "街道",
    places.communities AS "社区数",
    coalesce(everywhere.tasks, 0) + coalesce(somewhere.tasks, 0) AS "现行事项",
    coalesce(somewhere.tasks, 0) AS "其中指明街道、社区的"
FROM places
JOIN profile USING (district)
LEFT JOIN everywhere USING (district)
LEFT JOIN somewhere USING (district, code)
ORDER BY places.district, places.code
