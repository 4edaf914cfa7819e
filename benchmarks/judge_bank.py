"""A second bank to judge the merge by: other families, other errors, other machinery than `rccrm simulate`.

Errors come in sessions (an office and a year share a clerk, a form and a habit), not field by field: a session of
hasty typing, one of a migrated ledger, one where the village cadre leaves his own phone. Nothing was tuned on it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from rccrm_lib.facts.identity import check_character

SURNAMES = "赖钟廖曾邹温谢巫饶邱丘古卢黎凌练蓝罗刘陈李黄张王杨吴何叶林郭彭欧阳上官诸葛"
GENERATIONS = "昌盛明德世永家国传承景志启光耀宗裕泰伟华"
GIVEN = "福禄寿喜财贵荣富宝金银玉珍珠香兰莲菊梅芳英秀凤娇妹娣根水火木土生发旺全兴隆平安宁静娟丽燕霞红云雪冰清"
SOUND_ALIKE = dict(zip("明伟华英珍福芳志清兰静秀国生红燕平永盛昌", "铭炜桦瑛贞富方治青岚婧绣帼升洪艳萍勇胜畅", strict=True))
KEY_NEIGHBOURS = {"0": "9", "1": "2", "2": "3", "3": "6", "4": "5", "5": "8", "6": "9", "7": "4", "8": "5", "9": "6", "X": "1"}


def make_bank(n_persons: int, *, seed: int, scale: float = 1.0) -> pd.DataFrame:
    """One row per source record, columns as in cif_person, with the truth in `person`. About 1.6 records a person."""
    rng = np.random.default_rng(seed)
    people = _people(n_persons, rng)
    copies = 1 + rng.binomial(2, 0.22, n_persons) + (rng.random(n_persons) < 0.16)
    rows = people.loc[np.repeat(people.index.to_numpy(), copies)].reset_index(drop=True)
    rows["session"] = rng.integers(0, max(20, len(rows) // 150), len(rows))
    _spoil(rows, people, rng, scale)
    rows["src_sys"] = rng.choice(["CORE", "LOAN", "EBANK", "ARCH", "WEALTH"], len(rows), p=[0.45, 0.2, 0.15, 0.15, 0.05])
    rows["cust_no"] = [f"{number:09d}" for number in rng.permutation(len(rows))]
    rows["cert_type"] = np.where(rows["cert_no"].isna(), None, "101")
    rows["open_on"] = np.datetime64("2004-01-01") + rng.integers(0, 7900, len(rows))
    return rows.sample(frac=1, random_state=seed).reset_index(drop=True)


def _people(n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Lineage villages: a few surnames each, brothers share a generation character, three generations in a house."""
    house = np.sort(rng.integers(0, max(1, n // 4), n))
    n_houses = int(house.max()) + 1
    village = rng.integers(0, max(3, n_houses // 350), n_houses)
    stranger = (rng.random(n_houses) < 0.35) * rng.integers(0, 30, n_houses)
    surname = np.array(list(SURNAMES))[(village * 7 + stranger) % len(SURNAMES)]
    is_in_law = rng.random(n) < 0.3
    names = np.where(is_in_law, np.array(list(SURNAMES))[rng.integers(0, len(SURNAMES), n)], surname[house])
    generation = rng.integers(0, 3, n)
    middle = np.where(is_in_law | (rng.random(n) < 0.3), np.array(list(GIVEN))[rng.integers(0, len(GIVEN), n)],
                      np.array(list(GENERATIONS))[(village[house] + generation * 5) % len(GENERATIONS)])
    last = np.array(list(GIVEN))[rng.integers(0, len(GIVEN), n)]
    names = np.char.add(np.char.add(names, np.where(rng.random(n) < 0.85, middle, "")), last)
    born = np.datetime64("1942-01-01") + (generation * 9100 + rng.integers(0, 7000, n))
    woman = np.where(is_in_law, rng.random(n) < 0.9, rng.random(n) < 0.35)
    areas = np.array(["360731", "362133", "362122", "360781", "440882"])[(village[house] + (rng.random(n) < 0.1)) % 5]
    orders = rng.integers(0, 490, n) * 2 + np.where(woman, 2, 1)
    firsts = [f"{area}{day}{order:03d}"
              for area, day, order in zip(areas, pd.to_datetime(born).strftime("%Y%m%d"), orders, strict=True)]
    phones = np.array([f"1{number}" for number in rng.integers(3_500_000_000, 3_999_999_999, n)], dtype=object)
    first = np.searchsorted(house, house)
    return pd.DataFrame({
        "person": np.arange(n), "house": house, "name": names.astype(object), "sex": np.where(woman, "2", "1"),
        "birth_on": born,
        "cert_no": np.array([text + check_character(text) for text in firsts], dtype=object),
        "mobile": np.where(rng.random(n) < 0.22, phones[first], phones),
        "address": [f"{SURNAMES[v % 30]}屋村{h % 14 + 1}组{h % 97 + 1}号" if rng.random() < 0.9 else f"{SURNAMES[v % 30]}屋村"
                    for v, h in zip(village[house], house, strict=True)],
        "relative": np.where(np.arange(n) > first, first, np.minimum(first + 1, n - 1)),
    })


def _spoil(rows: pd.DataFrame, people: pd.DataFrame, rng: np.random.Generator, scale: float) -> None:
    """Sessions with habits: each habit strikes a tenth of the sessions hard, the others hardly."""
    n_sessions = int(rows["session"].max()) + 1

    def struck(rate: float) -> np.ndarray:
        heat = np.where(rng.random(n_sessions) < 0.1, 7.0, 1 / 3)
        return np.flatnonzero(rng.random(len(rows)) < np.minimum(0.9, rate * scale * heat[rows["session"]]))

    number = rows["cert_no"].to_numpy(dtype=object).copy()
    for row in struck(0.012):  # a neighbouring key
        place = int(rng.integers(0, 18))
        number[row] = number[row][:place] + KEY_NEIGHBOURS[number[row][place]] + number[row][place + 1:]
    for row in struck(0.006):  # two neighbours exchanged
        place = int(rng.integers(0, 17))
        number[row] = number[row][:place] + number[row][place + 1] + number[row][place] + number[row][place + 2:]
    for row in struck(0.02):
        number[row] = number[row][:6] + number[row][8:17] if number[row][6:8] == "19" and len(number[row]) == 18 else number[row]
    for row in struck(0.004):  # a relative's number; parents for children, husbands for wives
        number[row] = people["cert_no"].iat[int(rows["relative"].iat[row])]
    for row in struck(0.0015):  # wrong, yet the check character was worked out for it
        first = number[row][:14] + f"{rng.integers(1, 999):03d}" if len(number[row]) == 18 else number[row][:17]
        number[row] = first + check_character(first) if len(first) == 17 else number[row]
    number[struck(0.035)] = None
    number[struck(0.003)] = "362101198001010000"
    rows["cert_no"] = number
    name = rows["name"].to_numpy(dtype=object).copy()
    for row in struck(0.012):
        name[row] = "".join(SOUND_ALIKE.get(char, char) for char in name[row])
    for row in struck(0.003):
        name[row] = name[row][0] + name[row][-1]
    rows["name"] = name
    born = rows["birth_on"].to_numpy().astype("datetime64[D]").copy()
    moon = struck(0.02)  # the lunar birthday written as if it were solar
    born[moon] = born[moon] - rng.integers(20, 50, len(moon))
    year = struck(0.008)
    born[year] = born[year].astype("datetime64[Y]").astype("datetime64[D]")
    born[struck(0.02)] = np.datetime64("NaT")
    rows["birth_on"] = born.astype("datetime64[s]")
    away = struck(0.05)
    rows.loc[away, "address"] = people["address"].to_numpy()[rng.integers(0, len(people), len(away))]
    rows.loc[struck(0.05), "address"] = None
    phone = rows["mobile"].to_numpy(dtype=object).copy()
    new = struck(0.08)
    phone[new] = [f"1{value}" for value in rng.integers(5_500_000_000, 5_999_999_999, len(new))]
    family = struck(0.05)
    phone[family] = people["mobile"].to_numpy()[rows["relative"].to_numpy()[family]]
    cadre = struck(0.02)
    phone[cadre] = [f"1{8_600_000_000 + int(value)}" for value in rows["session"].to_numpy()[cadre]]
    phone[struck(0.06)] = None
    rows["mobile"] = phone
    rows.loc[struck(0.02), "sex"] = None
