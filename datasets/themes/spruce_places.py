"""Where Spruce Select is: the 26 real cities with public figures, its shops, customers' homes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from datasets.draws import coded, pick
from datasets.themes.spruce_segments import CITIES, CITY_NAMES, TIERS

AREAS = ("urban", "suburban", "rural")
CLIMATES = ("north", "central", "south", "plateau")
SECOND_SHOPS = 4  # the first four cities have two shops
SHOP_CITIES = 20
REACH_KM = 9.0  # a shop at this distance draws half of what it would draw next door
EARTH_KM = 6371.0088  # mean radius


@dataclass(frozen=True)
class City:
    """A real city and its public figures; the sources are on the data card."""

    en: str
    province: str
    province_en: str
    climate: str
    latitude: float
    longitude: float
    january_c: int
    july_c: int
    population_10k: int  # census of November 2020
    gdp_100m_cny: int  # of 2020, as the city first announced it


PLACES = {
    "上海": City("Shanghai", "上海", "Shanghai", "central", 31.23, 121.47, 5, 29, 2487, 38701),
    "北京": City("Beijing", "北京", "Beijing", "north", 39.90, 116.41, -3, 27, 2189, 36103),
    "广州": City("Guangzhou", "广东", "Guangdong", "south", 23.13, 113.26, 14, 29, 1868, 25019),
    "深圳": City("Shenzhen", "广东", "Guangdong", "south", 22.56, 114.06, 15, 29, 1756, 27670),
    "杭州": City("Hangzhou", "浙江", "Zhejiang", "central", 30.27, 120.16, 5, 29, 1194, 16106),
    "成都": City("Chengdu", "四川", "Sichuan", "central", 30.57, 104.07, 6, 26, 2094, 17717),
    "南京": City("Nanjing", "江苏", "Jiangsu", "central", 32.06, 118.80, 3, 28, 931, 14818),
    "苏州": City("Suzhou", "江苏", "Jiangsu", "central", 31.30, 120.59, 4, 29, 1275, 20170),
    "武汉": City("Wuhan", "湖北", "Hubei", "central", 30.59, 114.31, 4, 29, 1233, 15616),
    "重庆": City("Chongqing", "重庆", "Chongqing", "central", 29.56, 106.55, 8, 29, 3205, 25003),
    "长沙": City("Changsha", "湖南", "Hunan", "central", 28.23, 112.94, 5, 29, 1005, 12143),
    "西安": City("Xi'an", "陕西", "Shaanxi", "north", 34.34, 108.94, 1, 28, 1295, 10020),
    "宁波": City("Ningbo", "浙江", "Zhejiang", "central", 29.87, 121.54, 5, 29, 940, 12409),
    "合肥": City("Hefei", "安徽", "Anhui", "central", 31.82, 117.23, 3, 29, 937, 10046),
    "厦门": City("Xiamen", "福建", "Fujian", "south", 24.53, 118.09, 13, 28, 516, 6384),
    "济南": City("Jinan", "山东", "Shandong", "north", 36.65, 117.12, 0, 28, 920, 10141),
    "无锡": City("Wuxi", "江苏", "Jiangsu", "central", 31.49, 120.31, 4, 29, 746, 12370),
    "昆明": City("Kunming", "云南", "Yunnan", "plateau", 24.88, 102.83, 9, 20, 846, 6734),
    "福州": City("Fuzhou", "福建", "Fujian", "south", 26.07, 119.30, 11, 29, 829, 10020),
    "芜湖": City("Wuhu", "安徽", "Anhui", "central", 31.35, 118.43, 4, 29, 364, 3753),
    "洛阳": City("Luoyang", "河南", "Henan", "north", 34.62, 112.45, 1, 27, 706, 5128),
    "宜昌": City("Yichang", "湖北", "Hubei", "central", 30.69, 111.29, 5, 28, 402, 4261),
    "绵阳": City("Mianyang", "四川", "Sichuan", "central", 31.47, 104.68, 6, 26, 487, 3010),
    "赣州": City("Ganzhou", "江西", "Jiangxi", "central", 25.83, 114.93, 9, 29, 897, 3645),
    "桂林": City("Guilin", "广西", "Guangxi", "central", 25.27, 110.29, 8, 28, 493, 2130),
    "遵义": City("Zunyi", "贵州", "Guizhou", "plateau", 27.73, 106.93, 5, 25, 661, 3720),
}  # fmt: skip
# By the sea, by a lake or at a border people live within so many degrees of a bearing.
LAND_SIDE = {
    "上海": (235, 70),
    "深圳": (15, 60),
    "苏州": (45, 100),
    "宁波": (225, 100),
    "厦门": (330, 60),
    "无锡": (45, 100),
    "福州": (300, 120),
}

# Of each tier: who lives in the city, its suburbs and the country around it; radius of the city.
AREA_SHARES = ((0.68, 0.26, 0.06), (0.62, 0.26, 0.12), (0.56, 0.26, 0.18), (0.48, 0.24, 0.28))
CITY_RADIUS_KM = (8.0, 6.5, 5.5, 4.5)
RINGS = ((0.0, 1.0), (1.0, 2.2), (2.4, 4.6))  # of each area, in radii of the city


def of_city(attribute: str) -> np.ndarray:
    """Return an attribute of every city, in the order of `CITY_NAMES`."""
    return np.array([getattr(PLACES[name], attribute) for name in CITY_NAMES])


def tier_of_city() -> np.ndarray:
    """Return the number of the tier of every city."""
    return np.repeat(np.arange(len(TIERS)), [len(CITIES[tier]) for tier in TIERS])


def bearings(rng: np.random.Generator, city: np.ndarray) -> np.ndarray:
    """Return a bearing from the centre of each city, in degrees, towards land."""
    middle, width = np.array([LAND_SIDE.get(name, (0, 180)) for name in CITY_NAMES])[city].T
    return middle + rng.uniform(-1, 1, len(city)) * width


def cities() -> pd.DataFrame:
    """Return the table of cities; its figures are public and the same for every seed."""
    wealth = of_city("gdp_100m_cny") / of_city("population_10k") * 10_000
    return pd.DataFrame(
        {
            "city": CITY_NAMES,
            "city_en": of_city("en"),
            "province": of_city("province"),
            "province_en": of_city("province_en"),
            "city_tier": np.array(TIERS)[tier_of_city()],
            "climate": of_city("climate"),
            "latitude": of_city("latitude"),
            "longitude": of_city("longitude"),
            "january_c": of_city("january_c"),
            "july_c": of_city("july_c"),
            "population_10k": of_city("population_10k"),
            "gdp_cny_head": np.rint(wealth / 1_000).astype(int) * 1_000,
        }
    )


def away(city: np.ndarray, km: np.ndarray, bearing: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude at a distance and bearing (degrees) from city centres."""
    degrees = np.degrees(km / EARTH_KM)
    latitude = of_city("latitude")[city]
    east = degrees * np.sin(np.radians(bearing)) / np.cos(np.radians(latitude))
    north = degrees * np.cos(np.radians(bearing))
    return latitude + north, of_city("longitude")[city] + east


def shops(rng: np.random.Generator) -> pd.DataFrame:
    """Return the 24 shops: the first near the centre, a second one further out."""
    city = np.r_[np.arange(SHOP_CITIES), np.arange(SECOND_SHOPS)]
    second = np.arange(len(city)) >= SHOP_CITIES
    km = np.where(second, rng.uniform(7, 10, len(city)), rng.uniform(0.5, 2.5, len(city)))
    latitude, longitude = away(city, km, bearings(rng, city))
    opened = np.where(
        second, rng.integers(2019, 2023, len(city)), rng.integers(2012, 2020, len(city))
    )
    month, day = rng.integers(3, 12, len(city)), rng.integers(1, 29, len(city))
    size = np.where(second, 600, np.array([1_500, 1_200, 900, 700])[tier_of_city()[city]])
    return pd.DataFrame(
        {
            "store_id": coded("S", np.arange(1, len(city) + 1), 2),
            "city": np.array(CITY_NAMES, dtype=object)[city],
            "latitude": latitude.round(3),
            "longitude": longitude.round(3),
            "size_m2": np.rint(size * rng.uniform(0.75, 1.25, len(city)) / 10).astype(int) * 10,
            "opened_on": [
                f"{y}-{m:02d}-{d:02d}" for y, m, d in zip(opened, month, day, strict=True)
            ],
        }
    )


def homes(rng: np.random.Generator, who: pd.DataFrame) -> pd.DataFrame:
    """Return where each person lives: area, latitude and longitude to a hundredth of a degree."""
    city, tier = who["city"].to_numpy(), who["tier"].to_numpy()
    area = pick(rng, np.array(AREA_SHARES)[tier])
    inner, outer = np.array(RINGS)[area].T
    ring = np.sqrt(inner**2 + rng.random(len(who)) * (outer**2 - inner**2))
    km = ring * np.array(CITY_RADIUS_KM)[tier]
    latitude, longitude = away(city, km, bearings(rng, city))
    return pd.DataFrame(
        {"area": area, "latitude": latitude.round(2), "longitude": longitude.round(2)}
    )


def km_to_shops(home: pd.DataFrame, shop: pd.DataFrame) -> np.ndarray:
    """Return the great-circle distance of each home to each shop (haversine), one column a shop."""
    here = np.radians(home[["latitude", "longitude"]].to_numpy())[:, None, :]
    there = np.radians(shop[["latitude", "longitude"]].to_numpy())[None, :, :]
    half = np.sin((there - here) / 2) ** 2
    flat = half[..., 0] + np.cos(here[..., 0]) * np.cos(there[..., 0]) * half[..., 1]
    return 2 * EARTH_KM * np.arcsin(np.sqrt(flat))
