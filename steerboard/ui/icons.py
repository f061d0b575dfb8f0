"""The icons: one hand, 24 × 24, stroke 1.6, round ends; each is the inside of an ``<svg>``."""

from __future__ import annotations

ICONS: dict[str, str] = {
    "helm": '<circle cx="12" cy="12" r="6.2"/><circle cx="12" cy="12" r="1.9"/>'
    '<path d="M12 10.1V2.6M12 13.9v7.5M10.1 12H2.6M13.9 12h7.5M10.7 10.7 5.4 5.4M13.3 13.3l5.3 5.3M13.3 10.7l5.3-5.3M10.7 13.3l-5.3 5.3"/>',
    "today": '<rect x="4" y="5.5" width="16" height="15" rx="2.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4M9 15l2.2 2.2L15.2 13"/>',
    "team": '<circle cx="9" cy="8.5" r="3.3"/><path d="M3 19.5c.5-3.6 2.9-5.5 6-5.5s5.5 1.9 6 5.500M15.5 5.400a3.3 3.3 0 0 1 0 6.200M17.5 14.300c2 .7 3.2 2.5 3.5 5.2"/>',
    "customers": '<path d="M4.5 20.500V6.500l8-3v17M12.5 9.500l7 2.500v8.500M3 20.500h18M8 8.500h1M8 12h1M8 15.500h1M15.8 14h.9M15.8 17h.9"/>',
    "deals": '<path d="M3.5 5h17l-6.5 7.500v6l-4 2v-8z"/>',
    "figures": '<path d="M4 4v16h16.500M8.5 16v-4M12.5 16V7.500M16.5 16v-6"/>',
    "company": '<path d="M4 20.500v-12h6v12M10 20.500v-17h10v17M2.5 20.500h19M13.5 7.500h3M13.5 11.500h3M13.5 15.500h3"/>',
    "plans": '<circle cx="12" cy="12" r="8.5"/><circle cx="12" cy="12" r="4.5"/><circle cx="12" cy="12" r=".8"/>',
    "boards": '<rect x="3.5" y="4" width="7" height="9" rx="1.5"/><rect x="13.5" y="4" width="7" height="5" rx="1.5"/>'
    '<rect x="3.5" y="16" width="7" height="4.5" rx="1.5"/><rect x="13.5" y="12" width="7" height="8.5" rx="1.5"/>',
    "definitions": '<path d="M5 4.500h9.500a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM5 17.500a3 3 0 0 1 3-3h9.500M9 8.500h4.5"/>',
    "admin": '<path d="M4 7h9M17 7h3M4 12h3M11 12h9M4 17h7M15 17h5"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="12" r="2"/><circle cx="13" cy="17" r="2"/>',
    "activities": '<path d="M4 12h3.500l2.5-6.5 4 13 2.5-6.500H20"/>',
    "orders": '<path d="M6 3.500h12v17l-2.4-1.5-2.4 1.5-2.4-1.500L8.4 20.5 6 19zM9.5 8.500h5M9.5 12h5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "check": '<path d="m5 12.5 4.5 4.500L19 7.5"/>',
    "undo": '<path d="M4.5 9.500h10a5 5 0 0 1 0 10H9M8.5 5.500l-4 4 4 4"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 3v1.500M12 19.500V21M3 12h1.500M19.5 12H21M5.6 5.600l1.1 1.100M17.3 17.300l1.1 1.100M18.4 5.600l-1.1 1.100M6.7 17.300l-1.1 1.1"/>',
    "moon": '<path d="M19.5 14A8 8 0 0 1 10 4.500a8 8 0 1 0 9.5 9.500z"/>',
    "auto": '<circle cx="12" cy="12" r="8"/><path d="M12 4v16" /><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/>',
    "person": '<circle cx="12" cy="8.5" r="3.7"/><path d="M5 20c.7-4 3.4-6 7-6s6.3 2 7 6"/>',
    "leave": '<path d="M14 4.500H6.500a1.5 1.5 0 0 0-1.5 1.500v12a1.5 1.5 0 0 0 1.5 1.500H14M10.5 12H20.500M17 8.500l3.5 3.5-3.5 3.5"/>',
    "keyboard": '<rect x="3" y="6" width="18" height="12" rx="2"/><path d="M7 10h.01M10.5 10h.01M14 10h.01M17 10h.01M8 14h8"/>',
    "down": '<path d="m6.5 9.5 5.5 5.5 5.5-5.5"/>',
    "left": '<path d="m14.5 6-6 6 6 6"/>',
    "right": '<path d="m9.5 6 6 6-6 6"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2.5"/><path d="M4 10h16M8.5 3.500v4M15.5 3.500v4"/>',
    "phone": '<path d="M5 4.500h3.500l1.7 4.2-2.1 1.500a11 11 0 0 0 5.2 5.200l1.5-2.1 4.2 1.700v3.500A1.5 1.5 0 0 1 17.5 20 13.5 13.5 0 0 1 3.5 6 1.5 1.5 0 0 1 5 4.500z"/>',
    "visit": '<path d="M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.500M12 7.700h.01"/>',
    "empty": '<path d="M4 13.5 6.5 5h11l2.5 8.500V19H4zM4 13.500h5l1 2.500h4l1-2.500h5"/>',
}
