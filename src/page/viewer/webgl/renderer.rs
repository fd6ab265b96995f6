//! Draws a film with WebGL 2 in two passes: the window pass gives grey levels, and the composite pass puts them on the screen.

use js_sys::{Object, Uint8Array, Uint16Array};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{
    HtmlCanvasElement, WebGl2RenderingContext as Gl, WebGlContextAttributes, WebGlFramebuffer, WebGlTexture,
};

use super::area::{Area, visible};
use super::program::{Program, is_software};
use crate::film::{IndexedPixels, Picture, Window};
use crate::page::engine::client::Pixels;
use crate::page::viewer::canvas2d::OVERLAY;
use crate::page::viewer::placement::Placement;
use crate::page::viewer::shaders;
use crate::page::viewer::state::{MAGNIFICATION, MAGNIFIER_RADIUS_PX};
use crate::protocol::FilmId;

/// Films of more pixels are drawn on the 2D canvas: a film takes twice its memory here.
const MAX_PIXELS: u64 = 1 << 24;
/// Side of the square texture that holds the window's table.
const TABLE_SIDE: u32 = 256;
/// Bytes of overlay bits in a row of their texture.
const OVERLAY_ROW: u32 = 2048;

/// A film whose pixels are on the GPU.
pub(super) struct Loaded {
    pub(super) film: FilmId,
    pub(super) rows: u32,
    pub(super) columns: u32,
    pub(super) aspect: f64,
    /// How codes become grey levels; without the codes themselves.
    values: IndexedPixels,
    has_overlay: bool,
}

/// The parameters of the window pass.
#[derive(Clone, Copy, PartialEq)]
struct RenderParams {
    step: u32,
    /// The reader's window; without one, the table of the film applies.
    level: Option<Window>,
    is_inverted: bool,
    has_overlay: bool,
}

pub(super) struct WebGlRenderer {
    gl: Gl,
    canvas: HtmlCanvasElement,
    pub(super) longest: u32,
    window_pass: Program,
    composite: Program,
    framebuffer: WebGlFramebuffer,
    codes: WebGlTexture,
    table: WebGlTexture,
    overlay: WebGlTexture,
    windowed: WebGlTexture,
    pub(super) loaded: Option<Loaded>,
    /// Parameters and area of the last window pass.
    made: Option<(RenderParams, Area)>,
}

impl WebGlRenderer {
    pub(super) fn new(canvas: &HtmlCanvasElement, allows_software: bool) -> Result<Self, JsValue> {
        let wanted = WebGlContextAttributes::new();
        wanted.set_alpha(false);
        wanted.set_antialias(false);
        wanted.set_depth(false);
        let gl: Gl = canvas
            .get_context_with_context_options("webgl2", &wanted)?
            .ok_or("no WebGL 2")?
            .dyn_into()
            .map_err(|_| "no WebGL 2")?;
        if gl.is_context_lost() {
            return Err("the context is lost".into());
        }
        if !allows_software && is_software(&gl) {
            return Err("no graphics processor".into());
        }
        let longest = gl.get_parameter(Gl::MAX_TEXTURE_SIZE)?.as_f64().unwrap_or_default() as u32;
        gl.pixel_storei(Gl::UNPACK_ALIGNMENT, 1);
        gl.disable(Gl::DITHER); // grey levels must be exact
        let texture = |filter: u32| -> Result<WebGlTexture, JsValue> {
            let texture = gl.create_texture().ok_or("no texture")?;
            gl.bind_texture(Gl::TEXTURE_2D, Some(&texture));
            for (name, value) in [
                (Gl::TEXTURE_MIN_FILTER, filter),
                (Gl::TEXTURE_MAG_FILTER, filter),
                (Gl::TEXTURE_WRAP_S, Gl::CLAMP_TO_EDGE),
                (Gl::TEXTURE_WRAP_T, Gl::CLAMP_TO_EDGE),
            ] {
                gl.tex_parameteri(Gl::TEXTURE_2D, name, value as i32);
            }
            Ok(texture)
        };
        Ok(Self {
            longest,
            window_pass: Program::new(
                &gl,
                shaders::WINDOW_PASS,
                &["codes", "table", "overlay", "size", "step_", "overlayWidth"],
            )?,
            composite: Program::new(
                &gl,
                shaders::COMPOSITE,
                &["windowed", "size", "texels", "step_", "perTexel", "turn", "origin", "ink", "magnifier"],
            )?,
            framebuffer: gl.create_framebuffer().ok_or("no framebuffer")?,
            codes: texture(Gl::NEAREST)?,
            table: texture(Gl::NEAREST)?,
            overlay: texture(Gl::NEAREST)?,
            windowed: texture(Gl::LINEAR)?,
            loaded: None,
            made: None,
            canvas: canvas.clone(),
            gl,
        })
    }

    /// Uploads a film's codes and overlay.
    pub(super) fn take(&mut self, film: FilmId, picture: &Picture, pixels: &Pixels) -> Result<(), JsValue> {
        let (Some(codes), Some(values)) = (&pixels.codes, &picture.values) else {
            return Err("no values".into());
        };
        let (rows, columns) = (picture.rows, picture.columns);
        let count = u64::from(rows) * u64::from(columns);
        if rows.max(columns) > self.longest || count > MAX_PIXELS {
            return Err("too large".into());
        }
        if u64::from(codes.length()) != 2 * count {
            return Err("the picture's size and its values differ".into());
        }
        while self.gl.get_error() != Gl::NO_ERROR {} // clear earlier errors
        let codes = Uint16Array::new_with_byte_offset_and_length(
            &codes.buffer(),
            codes.byte_offset(),
            codes.length() / 2,
        );
        let kinds = (Gl::R16UI, Gl::UNSIGNED_SHORT);
        self.upload(&self.codes, [columns, rows], kinds, &codes)?;
        if let Some(overlay) = &pixels.overlay {
            let bits = Uint8Array::new_with_length(overlay.length().next_multiple_of(OVERLAY_ROW));
            bits.set(overlay, 0);
            let size = [OVERLAY_ROW, bits.length() / OVERLAY_ROW];
            self.upload(&self.overlay, size, (Gl::R8UI, Gl::UNSIGNED_BYTE), &bits)?;
        } else {
            // A texture of this format must be bound, whether it is read or not.
            let none = Uint8Array::new_with_length(1);
            self.upload(&self.overlay, [1, 1], (Gl::R8UI, Gl::UNSIGNED_BYTE), &none)?;
        }
        match self.gl.get_error() {
            Gl::NO_ERROR => {}
            error => return Err(error.into()),
        }
        let (aspect, values, has_overlay) = (picture.aspect, values.clone(), pixels.overlay.is_some());
        self.loaded = Some(Loaded { film, rows, columns, aspect, values, has_overlay });
        self.made = None;
        Ok(())
    }

    fn upload(
        &self,
        texture: &WebGlTexture,
        [width, height]: [u32; 2],
        (format, kind): (u32, u32),
        data: &Object,
    ) -> Result<(), JsValue> {
        self.gl.bind_texture(Gl::TEXTURE_2D, Some(texture));
        self.gl.tex_image_2d_with_i32_and_i32_and_i32_and_format_and_type_and_opt_array_buffer_view(
            Gl::TEXTURE_2D,
            0,
            format as i32,
            width as i32,
            height as i32,
            0,
            Gl::RED_INTEGER,
            kind,
            Some(data),
        )
    }

    pub(super) fn clear(&mut self) {
        self.loaded = None;
        self.made = None;
        let none = Uint16Array::new_with_length(1);
        if let Err(error) = self.upload(&self.codes, [1, 1], (Gl::R16UI, Gl::UNSIGNED_SHORT), &none) {
            web_sys::console::error_1(&error);
        }
        self.canvas.set_width(0);
        self.canvas.set_height(0);
    }

    pub(super) fn draw(
        &mut self,
        place: &Placement,
        level: Option<Window>,
        is_inverted: bool,
        overlay: bool,
        magnifier_at: Option<[f64; 2]>,
    ) {
        let Some(loaded) = &self.loaded else { return };
        let ratio = window().device_pixel_ratio();
        let [width, height] = place.stage.map(|side| (side * ratio).round().max(1.0) as u32);
        if self.canvas.width() != width {
            self.canvas.set_width(width);
        }
        if self.canvas.height() != height {
            self.canvas.set_height(height);
        }
        // Screen pixels for each film pixel. The window pass reduces the film as far as leaves one texel for each screen pixel.
        let per_pixel = place.scale().map(|scale| scale * ratio);
        let finest = per_pixel[0].max(per_pixel[1]) * magnifier_at.map_or(1.0, |_| MAGNIFICATION);
        let step = (1.0 / finest).max(1.0) as u32;
        let look = RenderParams { step, level, is_inverted, has_overlay: overlay && loaded.has_overlay };
        let texels = [loaded.columns, loaded.rows].map(|side| side.div_ceil(step));
        let visible = visible(place, step, texels);
        let is_made = self.made.is_some_and(|(made, area)| made == look && area.contains(&visible));
        if !is_made {
            // A window drag needs only the visible area; while the film is panned, a wider area is windowed at once.
            let is_same_look = self.made.is_some_and(|(made, _)| made == look);
            let area = if is_same_look { visible.wider(texels) } else { visible };
            self.window_pass(look, texels, area);
        }
        self.composite(place, ratio, step, magnifier_at);
    }

    fn window_pass(&mut self, wanted: RenderParams, [width, height]: [u32; 2], area: Area) {
        let Some(loaded) = &self.loaded else { return };
        let (gl, values) = (&self.gl, &loaded.values);
        let mut table = values.grey_levels(wanted.level, wanted.is_inverted);
        table.resize((TABLE_SIDE * TABLE_SIDE) as usize, 0);
        let table = Uint8Array::from(table.as_slice());
        let kinds = (Gl::R8UI, Gl::UNSIGNED_BYTE);
        if let Err(error) = self.upload(&self.table, [TABLE_SIDE, TABLE_SIDE], kinds, &table) {
            return web_sys::console::error_1(&error);
        }
        let is_same_size = self.made.is_some_and(|(made, _)| made.step == wanted.step);
        gl.bind_texture(Gl::TEXTURE_2D, Some(&self.windowed));
        if !is_same_size
            && let Err(error) = gl
                .tex_image_2d_with_i32_and_i32_and_i32_and_format_and_type_and_opt_array_buffer_view(
                    Gl::TEXTURE_2D,
                    0,
                    Gl::RG8 as i32,
                    width as i32,
                    height as i32,
                    0,
                    Gl::RG,
                    Gl::UNSIGNED_BYTE,
                    None,
                )
        {
            return web_sys::console::error_1(&error);
        }
        gl.bind_framebuffer(Gl::FRAMEBUFFER, Some(&self.framebuffer));
        gl.framebuffer_texture_2d(
            Gl::FRAMEBUFFER,
            Gl::COLOR_ATTACHMENT0,
            Gl::TEXTURE_2D,
            Some(&self.windowed),
            0,
        );
        for (unit, texture) in [&self.codes, &self.table, &self.overlay].into_iter().enumerate() {
            gl.active_texture(Gl::TEXTURE0 + unit as u32);
            gl.bind_texture(Gl::TEXTURE_2D, Some(texture));
        }
        gl.use_program(Some(&self.window_pass.program));
        gl.uniform1i(self.window_pass.at("codes"), 0);
        gl.uniform1i(self.window_pass.at("table"), 1);
        gl.uniform1i(self.window_pass.at("overlay"), 2);
        gl.uniform2i(self.window_pass.at("size"), loaded.columns as i32, loaded.rows as i32);
        gl.uniform1i(self.window_pass.at("step_"), wanted.step as i32);
        let overlay_width = if wanted.has_overlay { OVERLAY_ROW as i32 } else { 0 };
        gl.uniform1i(self.window_pass.at("overlayWidth"), overlay_width);
        gl.viewport(0, 0, width as i32, height as i32);
        gl.enable(Gl::SCISSOR_TEST);
        let [from, to] = [area.from, area.to].map(|place| place.map(|texel| texel as i32));
        gl.scissor(from[0], from[1], to[0] - from[0], to[1] - from[1]);
        gl.draw_arrays(Gl::TRIANGLES, 0, 3);
        gl.disable(Gl::SCISSOR_TEST);
        gl.bind_framebuffer(Gl::FRAMEBUFFER, None);
        gl.active_texture(Gl::TEXTURE0);
        self.made = Some((wanted, area));
    }

    fn composite(&self, place: &Placement, ratio: f64, step: u32, magnifier_at: Option<[f64; 2]>) {
        let (gl, composite) = (&self.gl, &self.composite);
        let (width, height) = (self.canvas.width(), self.canvas.height());
        gl.viewport(0, 0, width as i32, height as i32);
        gl.use_program(Some(&composite.program));
        gl.active_texture(Gl::TEXTURE0);
        gl.bind_texture(Gl::TEXTURE_2D, Some(&self.windowed));
        gl.uniform1i(composite.at("windowed"), 0);
        let [columns, rows] = place.film;
        gl.uniform2f(composite.at("size"), columns as f32, rows as f32);
        let texels = place.film.map(|side| (side as u32).div_ceil(step) as f32);
        gl.uniform2f(composite.at("texels"), texels[0], texels[1]);
        gl.uniform1f(composite.at("step_"), step as f32);
        let per_texel = place.scale().map(|scale| (scale * ratio * f64::from(step)) as f32);
        gl.uniform2f(composite.at("perTexel"), per_texel[0], per_texel[1]);
        // From a pixel of the screen, counted from the lower left corner, to the film: an affine map, determined by three points.
        let at = |x: f64, y: f64| place.to_film([x / ratio, (f64::from(height) - y) / ratio]);
        let (origin, right, up) = (at(0.0, 0.0), at(1.0, 0.0), at(0.0, 1.0));
        let turn = [right[0] - origin[0], right[1] - origin[1], up[0] - origin[0], up[1] - origin[1]]
            .map(|x| x as f32);
        gl.uniform_matrix2fv_with_f32_array(composite.at("turn"), false, &turn);
        gl.uniform2f(composite.at("origin"), origin[0] as f32, origin[1] as f32);
        let [red, green, blue, _] = OVERLAY.map(|part| f32::from(part) / 255.0);
        gl.uniform3f(composite.at("ink"), red, green, blue);
        let [x, y, radius] = match magnifier_at {
            Some([x, y]) => [x * ratio, f64::from(height) - y * ratio, MAGNIFIER_RADIUS_PX * ratio],
            None => [0.0; 3],
        };
        gl.uniform4f(
            composite.at("magnifier"),
            x as f32,
            y as f32,
            radius as f32,
            (1.0 / MAGNIFICATION) as f32,
        );
        gl.draw_arrays(Gl::TRIANGLES, 0, 3);
    }
}
