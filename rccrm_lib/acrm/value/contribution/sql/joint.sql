-- One row per joint account of several owners: whether their shares are known and make 100 %.
-- The owner whom the master names may be left out of the list: then he has what the others leave.
CREATE OR REPLACE TEMP TABLE value_joint AS
WITH listed AS (
  SELECT contracts.contract_no, contracts.owner_no AS first_no, owners.owner_no,
         sum((party.share_rate * 100000000)::BIGINT)::BIGINT AS share, count(*) = count(party.share_rate) AS is_stated
  FROM acct_party party
  JOIN value_contracts contracts USING (account_id)
  LEFT JOIN links ON links.src_sys = party.src_sys AND links.cust_no = party.cust_no
  LEFT JOIN value_owners owners ON owners.customer_id = links.customer_id
  WHERE party.role = '1' AND contracts.owner_no IS NOT NULL
  GROUP BY ALL
),
totals AS (
  SELECT contract_no, first_no, sum(share) AS share, bool_or(owner_no = first_no) AS names_first,
         bool_and(is_stated AND owner_no IS NOT NULL AND share > 0) AS is_stated, bool_or(owner_no IS DISTINCT FROM first_no) AS has_others
  FROM listed
  GROUP BY contract_no, first_no
)
SELECT contract_no, first_no, share AS share_listed, coalesce(names_first, FALSE) AS names_first,
       is_stated AND CASE WHEN coalesce(names_first, FALSE) THEN share = 100000000 ELSE share < 100000000 END AS is_good
FROM totals
WHERE has_others
