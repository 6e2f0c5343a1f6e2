"""Councils of Scotland, Wales and Northern Ireland, which people name and the model does not hold."""

SCOTLAND = (
    "Aberdeen City; Aberdeenshire; Angus; Argyll and Bute; City of Edinburgh; Clackmannanshire; Dumfries and Galloway; "
    "Dundee City; East Ayrshire; East Dunbartonshire; East Lothian; East Renfrewshire; Falkirk; Fife; Glasgow City; "
    "Highland; Inverclyde; Midlothian; Moray; Na h-Eileanan Siar; North Ayrshire; North Lanarkshire; Orkney Islands; "
    "Perth and Kinross; Renfrewshire; Scottish Borders; Shetland Islands; South Ayrshire; South Lanarkshire; Stirling; "
    "West Dunbartonshire; West Lothian"
)
WALES = (
    "Isle of Anglesey; Gwynedd; Conwy; Denbighshire; Flintshire; Wrexham; Ceredigion; Pembrokeshire; Carmarthenshire; "
    "Swansea; Neath Port Talbot; Bridgend; Vale of Glamorgan; Cardiff; Rhondda Cynon Taf; Caerphilly; Blaenau Gwent; "
    "Torfaen; Monmouthshire; Newport; Powys; Merthyr Tydfil"
)
NORTHERN_IRELAND = (
    "Antrim and Newtownabbey; Ards and North Down; Armagh City, Banbridge and Craigavon; Belfast; "
    "Causeway Coast and Glens; Derry City and Strabane; Fermanagh and Omagh; Lisburn and Castlereagh; "
    "Mid and East Antrim; Mid Ulster; Newry, Mourne and Down"
)
COUNCILS = {
    nation: tuple(names.split("; "))
    for nation, names in (("Scotland", SCOTLAND), ("Wales", WALES), ("Northern Ireland", NORTHERN_IRELAND))
}
"""The 65 councils since 2015, by nation; ONS names."""
