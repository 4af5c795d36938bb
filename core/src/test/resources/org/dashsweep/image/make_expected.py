"""Makes the files of formats/ and what Pillow reads from them (decoded.safetensors), and resized.json.

Needs Pillow, numpy, safetensors, simplejpeg (for 4:4:0 and 4:1:1).
"""

import glob
import hashlib
import json
import os
import struct
import zlib

import numpy as np
import simplejpeg
from PIL import Image, ImageCms, ImageOps
from safetensors.numpy import save_file

here = os.path.dirname(os.path.abspath(__file__))
formats = os.path.join(here, "formats")
rng = np.random.default_rng(5)


def picture(height, width):
    y, x = np.mgrid[0:height, 0:width]
    levels = np.stack(
        [128 + 90 * np.sin(x / 7 + y / 11), 128 + 80 * np.cos(y / 5), 128 + 100 * np.sin((x + y) / 6)], -1
    )
    levels += rng.normal(0, 4, levels.shape)
    levels[(x - width * 0.4) ** 2 + (y - height * 0.5) ** 2 < (height * 0.25) ** 2] = [220, 40, 30]
    levels[height // 8 : height // 6 + 1] = [0, 0, 255]
    return Image.fromarray(levels.clip(0, 255).astype("u1"))


def path(name):
    return os.path.join(formats, name)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, rows, width, colour_type, depth, before=b""):
    header = struct.pack(">IIBBBBB", width, len(rows), depth, colour_type, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows))
    with open(path(name), "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def random_png(name, channels, colour_type, depth, before=b""):
    levels = rng.integers(0, 1 << depth, (9, 11, channels)).astype(">u2" if depth == 16 else "u1")
    levels[0, :, :] = np.arange(11)[:, None] * 40
    png(name, [row.tobytes() for row in levels], 11, colour_type, depth, before)


photo = picture(31, 45)
for subsampling, name in ((0, "444"), (1, "422"), (2, "420")):
    for progressive in (False, True):
        photo.save(
            path(f"{name}{'-progressive' if progressive else ''}.jpg"),
            quality=88, subsampling=subsampling, progressive=progressive,
        )
for name in ("440", "411"):
    with open(path(name + ".jpg"), "wb") as file:
        file.write(simplejpeg.encode_jpeg(np.ascontiguousarray(np.asarray(photo)), 88, "RGB", name))
photo.save(path("420-low.jpg"), quality=15, subsampling=2)
photo.save(path("restarts.jpg"), quality=80, restart_marker_rows=1)
photo.convert("L").save(path("grey.jpg"), quality=90)

# What print programs write: four components, inverted, a profile beside them.
cmyk = np.asarray(photo.convert("CMYK")).copy()
cmyk[..., 3] = rng.integers(0, 90, cmyk.shape[:2])
cmyk = Image.fromarray(cmyk, "CMYK")
cmyk.save(path("cmyk.jpg"), quality=90)
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
cmyk.save(path("cmyk-profile.jpg"), quality=90, icc_profile=srgb[:16] + b"CMYK" + srgb[20:])
with open(path("cmyk.jpg"), "rb") as file:
    data = file.read()
adobe = data.index(b"Adobe")
with open(path("ycck.jpg"), "wb") as file:
    # The same components, read as YCCK.
    file.write(data[: adobe + 11] + b"\2" + data[adobe + 12 :])
with open(path("cmyk-without-adobe.jpg"), "wb") as file:
    file.write(data[: adobe - 4] + data[adobe + 12 :])
photo.save(path("profile.jpg"), quality=90, icc_profile=srgb)

photo.save(path("lossy.webp"), quality=70)
photo.save(path("lossless.webp"), lossless=True)
with_alpha = photo.convert("RGBA")
with_alpha.putalpha(Image.fromarray((np.mgrid[0:31, 0:45][1] * 5).astype("u1")))
with_alpha.save(path("alpha.webp"), quality=70)
with_alpha.save(path("alpha-lossless.webp"), lossless=True)

with_alpha.save(path("rgba.png"))
photo.save(path("rgb.png"))
photo.save(path("profile.png"), icc_profile=srgb)
photo.quantize(200).save(path("palette.png"))
photo.quantize(4).save(path("palette-2-bits.png"), bits=2)
photo.convert("L").save(path("grey.png"))
with_alpha.convert("LA").save(path("grey-alpha.png"))
photo.convert("1").save(path("one-bit.png"))
random_png("grey-16.png", 1, 0, 16)
random_png("rgb-16.png", 3, 2, 16)
random_png("grey-alpha-16.png", 2, 4, 16)
random_png("rgba-16.png", 4, 6, 16)
random_png("transparent-rgb.png", 3, 2, 8, chunk(b"tRNS", struct.pack(">HHH", 40, 40, 40)))
random_png("transparent-rgb-16.png", 3, 2, 16, chunk(b"tRNS", struct.pack(">HHH", 40, 40, 40)))
random_png("transparent-grey.png", 1, 0, 8, chunk(b"tRNS", struct.pack(">H", 40)))
random_png("transparent-grey-16.png", 1, 0, 16, chunk(b"tRNS", struct.pack(">H", 40)))
random_png("gamma.png", 3, 2, 8, chunk(b"gAMA", struct.pack(">I", 100000)))
for depth in (2, 4):
    rows = rng.integers(0, 256, (8, 16 * depth // 8)).astype("u1")
    png(f"grey-{depth}.png", [row.tobytes() for row in rows], 16, 0, depth)

exif = Image.Exif()
for orientation in range(1, 9):
    exif[0x112] = orientation
    picture(14, 21).save(path(f"orientation-{orientation}.jpg"), exif=exif, subsampling=0, quality=95)
exif[0x112] = 6
photo.save(path("orientation-6.png"), exif=exif)
photo.save(path("orientation-6.webp"), exif=exif, lossless=True)
exif[0x112] = 9
photo.save(path("orientation-9.png"), exif=exif)

decoded = {}
for file in sorted(glob.glob(path("*"))):
    image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
    decoded[os.path.basename(file)] = np.ascontiguousarray(np.asarray(image))
save_file(decoded, os.path.join(here, "decoded.safetensors"))


def source(height, width):
    """Any levels, and the darkest and the lightest often, so that clipping shows."""
    i = np.arange(height * width * 3, dtype=np.uint64)
    levels = (i * i * np.uint64(2654435761) >> np.uint64(13)) % np.uint64(384)
    return Image.fromarray(np.clip(levels.astype("i8") - 64, 0, 255).astype("u1").reshape(height, width, 3))


cases = []
sizes = [(1, 1), (1, 9), (7, 1), (2, 3), (5, 7), (13, 8), (31, 45), (64, 48), (100, 17), (225, 300), (511, 384)]
targets = [(1, 1), (2, 5), (3, 2), (7, 7), (16, 31), (32, 32), (45, 31), (224, 224), (256, 341), (600, 77)]
for height, width in sizes:
    for to in targets + [(height, 40), (40, width), (height, width)]:
        for name in ("BILINEAR", "BICUBIC"):
            resized = source(height, width).resize((to[1], to[0]), getattr(Image.Resampling, name))
            cases.append(
                {"from": [height, width], "to": list(to), "filter": name,
                 "sha256": hashlib.sha256(resized.tobytes()).hexdigest()}
            )
with open(os.path.join(here, "resized.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
