//! The shaders that draw a film, in two passes. The window pass looks each code up in the window's table and averages squares
//! of pixels; the composite pass puts the result on the screen, rotated, mirrored and zoomed.
//!
//! Squares are averaged after windowing, not before: the standard applies the spatial transformation after the VOI LUT
//! (PS3.4 N.2), the 2D canvas does the same, and what a window saturates stays saturated when the film is reduced.

/// A triangle that covers the target.
pub(crate) const COVER: &str = "#version 300 es
void main() {
    gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}";

/// Codes to grey levels (red) and overlay graphics (green), each the mean of `step` x `step` pixels.
pub(crate) const WINDOW_PASS: &str = "#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
uniform usampler2D codes;
uniform usampler2D table;
uniform usampler2D overlay;
uniform ivec2 size;
uniform int step_;
uniform int overlayWidth;
out vec4 shown;
void main() {
    ivec2 first = ivec2(gl_FragCoord.xy) * step_;
    ivec2 end = min(first + step_, size);
    uint sum = 0u;
    bool isOver = false;
    for (int y = first.y; y < end.y; y++) {
        for (int x = first.x; x < end.x; x++) {
            int code = int(texelFetch(codes, ivec2(x, y), 0).r);
            sum += texelFetch(table, ivec2(code & 255, code >> 8), 0).r;
            if (overlayWidth > 0) {
                int bit = y * size.x + x;
                int byte_ = bit >> 3;
                uint bits = texelFetch(overlay, ivec2(byte_ % overlayWidth, byte_ / overlayWidth), 0).r;
                isOver = isOver || ((bits >> uint(bit & 7)) & 1u) == 1u;
            }
        }
    }
    ivec2 sides = end - first;
    shown = vec4(float(sum) / float(sides.x * sides.y * 255), isOver ? 1.0 : 0.0, 0.0, 1.0);
}";

/// The windowed film on the screen. Where it is reduced further, a screen pixel is the mean of four samples; where slightly
/// enlarged, film pixels are interpolated; where greatly enlarged, each is a square with edges one screen pixel wide.
pub(crate) const COMPOSITE: &str = "#version 300 es
precision highp float;
precision highp int;
uniform sampler2D windowed;
uniform vec2 size;
uniform vec2 texels;
uniform float step_;
uniform vec2 perTexel;
uniform mat2 turn;
uniform vec2 origin;
uniform vec3 ink;
uniform vec4 magnifier; // its centre, its radius, and one over its magnification
out vec4 colour;
vec2 at(vec2 place, vec2 per) {
    vec2 texel = place / step_;
    if (min(per.x, per.y) > 4.0) {
        vec2 between = texel - 0.5;
        texel = floor(between) + clamp((fract(between) - 0.5) * per + 0.5, 0.0, 1.0) + 0.5;
    }
    return texture(windowed, texel / texels).rg;
}
void main() {
    vec2 point = gl_FragCoord.xy;
    float way = 1.0;
    if (distance(point, magnifier.xy) < magnifier.z) {
        way = magnifier.w;
        point = magnifier.xy + (point - magnifier.xy) * way;
    }
    vec2 per = perTexel / way;
    vec2 place = turn * point + origin;
    if (any(lessThan(place, vec2(0.0))) || any(greaterThan(place, size))) {
        colour = vec4(0.0, 0.0, 0.0, 1.0);
        return;
    }
    vec2 shown;
    if (min(per.x, per.y) < 1.0) {
        vec2 a = turn * vec2(0.25, 0.25) * way;
        vec2 b = turn * vec2(0.25, -0.25) * way;
        shown = (at(place + a, per) + at(place - a, per) + at(place + b, per) + at(place - b, per)) / 4.0;
    } else {
        shown = at(place, per);
    }
    colour = vec4(mix(vec3(shown.r), ink, shown.g), 1.0);
}";
