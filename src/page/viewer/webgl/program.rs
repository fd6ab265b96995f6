//! WebGL programs and the check for a software renderer.

use wasm_bindgen::prelude::*;
use web_sys::{WebGl2RenderingContext as Gl, WebGlProgram, WebGlShader, WebGlUniformLocation};

use crate::page::viewer::shaders;

/// A linked program with the locations of its uniforms.
pub(super) struct Program {
    pub(super) program: WebGlProgram,
    uniforms: Vec<(&'static str, Option<WebGlUniformLocation>)>,
}

impl Program {
    pub(super) fn new(gl: &Gl, fragment: &str, uniforms: &[&'static str]) -> Result<Self, JsValue> {
        let program = gl.create_program().ok_or("no program")?;
        for (kind, source) in [(Gl::VERTEX_SHADER, shaders::COVER), (Gl::FRAGMENT_SHADER, fragment)] {
            gl.attach_shader(&program, &compile(gl, kind, source)?);
        }
        gl.link_program(&program);
        if !gl.get_program_parameter(&program, Gl::LINK_STATUS).is_truthy() {
            let error = JsValue::from(gl.get_program_info_log(&program).unwrap_or_default());
            web_sys::console::warn_1(&error);
            return Err(error);
        }
        let uniforms = uniforms.iter().map(|&name| (name, gl.get_uniform_location(&program, name)));
        Ok(Self { uniforms: uniforms.collect(), program })
    }

    pub(super) fn at(&self, name: &str) -> Option<&WebGlUniformLocation> {
        self.uniforms.iter().find(|(known, _)| *known == name)?.1.as_ref()
    }
}

fn compile(gl: &Gl, kind: u32, source: &str) -> Result<WebGlShader, JsValue> {
    let shader = gl.create_shader(kind).ok_or("no shader")?;
    gl.shader_source(&shader, source);
    gl.compile_shader(&shader);
    if gl.get_shader_parameter(&shader, Gl::COMPILE_STATUS).is_truthy() {
        return Ok(shader);
    }
    let error = JsValue::from(gl.get_shader_info_log(&shader).unwrap_or_default());
    if !gl.is_context_lost() {
        web_sys::console::warn_1(&error);
    }
    Err(error)
}

/// Whether the CPU emulates the GPU; the 2D canvas is faster then. Browsers that hide the renderer's name do so on devices
/// that have a GPU.
pub(super) fn is_software(gl: &Gl) -> bool {
    /// UNMASKED_RENDERER_WEBGL of WEBGL_debug_renderer_info.
    const RENDERER: u32 = 0x9246;
    if !gl.get_extension("WEBGL_debug_renderer_info").is_ok_and(|extension| extension.is_some()) {
        return false;
    }
    let name = gl.get_parameter(RENDERER).ok().and_then(|name| name.as_string()).unwrap_or_default();
    ["SwiftShader", "llvmpipe", "softpipe", "Basic Render"].iter().any(|software| name.contains(software))
}
