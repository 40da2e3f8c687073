"""Charts as SVG that the server makes: plain, printed as they are seen, with no script.

scale.py   where an axis ends, and which of many words stand below it
shapes.py  bars, columns and a line: where each of their parts stands

Across, everything is a share of the width (percent), so that a chart fits a phone and a wide screen and its words never
shrink; down, everything is in pixels. The templates (templates/idp/portal/charts/) write the SVG, in which each word is
escaped as on any page. Pure: figures in, places out. Beside each chart stands the table of what it shows.
"""
