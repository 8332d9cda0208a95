-- 每个街道的事项数
-- 每个街道要办的现行事项：全区都办的，加上指明到该街道或者其中社区的。
WITH places AS (
    SELECT district, code, name, len(communities) AS communities FROM subdistricts
),
homes AS (
    SELECT district, code, unnest(communities).code AS community FROM subdistricts
),
everywhere AS (
    SELECT district, count(*) AS tasks
    FROM in_force
    WHERE scope.subdistricts IS NULL AND scope.communities IS NULL
    GROUP BY district
),
named AS (
    SELECT district, id, unnest(scope.subdistricts) AS code
    FROM in_force
    WHERE scope.communities IS NULL
    UNION
    SELECT chosen.district, chosen.id, homes.code
    FROM (
        SELECT district, id, unnest(scope.communities) AS community
        FROM in_force
        WHERE scope.communities IS NOT NULL
    ) AS chosen
    JOIN homes USING (district, community)
),
somewhere AS (
    SELECT district, code, count(*) AS tasks FROM named GROUP BY ALL
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
