-- One row per joint account with good shares and owner: the share in hundred-millionths; they make 100 %.
CREATE OR REPLACE TEMP TABLE value_shares AS
SELECT joint.contract_no, owners.owner_no, sum((party.share_rate * 100000000)::BIGINT)::BIGINT AS share
FROM value_joint joint
JOIN value_contracts contracts USING (contract_no)
JOIN acct_party party USING (account_id)
JOIN links ON links.src_sys = party.src_sys AND links.cust_no = party.cust_no
JOIN value_owners owners ON owners.customer_id = links.customer_id
WHERE joint.is_good AND party.role = '1'
GROUP BY ALL
UNION ALL
SELECT contract_no, first_no, (100000000 - share_listed)::BIGINT FROM value_joint WHERE is_good AND NOT names_first
