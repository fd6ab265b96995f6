# Every text of the page in English. ja.ftl holds the same keys; tests compare the two.

notice = For research and reading only. Not a medical device; not for diagnosis.
language_label = Language
privacy = Films stay on this device. Nothing is sent.

## Start screen and adding films.
drop_title = Drop chest X-ray films here
drop_title_compact = Add films
drop_hint = or click to choose files
drop_what = Each film is displayed as on a PACS workstation, then scored by three small neural networks on this device.
drop_kinds = DICOM (with or without extension), PNG and JPEG: single files, whole folders, ZIP archives or a DICOMDIR.
drop_veil = Drop to add the films
choose_folder = Choose a folder
try_sample = Try a synthetic film
sample_missing = The sample film could not be fetched from this page's server. Check the connection and try again.

## The list.
films = Films
export = JSON
export_hint = Export JSON Lines, one report a line, as `negatoscope score --json` prints them. Names are left out while they are hidden (T).
export_csv = CSV
export_csv_hint = Export a table of all films for a spreadsheet. Names are left out while they are hidden (T).
search = Search file names
filter_label = Filter
order_label = Order
no_films_match = No films match.
remove_all = Remove all films from the list
remove = Remove this film from the list
session = Keep list for next visit
session_off = off: nothing is stored
session_hint = Copies of the films, their order, scores and errors are stored in this browser on this device until you erase them here. Do not use this on a shared device.
session_elsewhere = another window stores its list
session_erase = Erase all
session_erase_hint = Remove all films from the list and erase everything stored
session_full = The list can no longer be stored for the next visit: the browser's storage is full or closed to this page. The films on the screen are not affected.
stop = Stop
stop_hint = Waiting films stay in the list until you resume
resume = Resume
resume_hint = Read and score the waiting films
remove_waiting = Remove waiting
remove_waiting_hint = Remove the waiting films from the list
paused = stopped
no_patient = No patient name
waiting = Waiting
archive = Archive
reading = Reading
scoring = Scoring
failed = Failed
scored = Scored
technical_details = Technical details

## The gallery.
gallery = Gallery
gallery_what = The ten films at each end of the ranking, out of those scored and classified as chest films. Select a film to view it.
rank_by = Rank by
gallery_none = No film has been scored yet, or none has the value to rank by.
gallery_labels = Load labels
rank_by_anomaly = deviation from normal films
rank_by_abnormal = probability of abnormality
rank_by_vlb = VLB of the paper's model
rank_by_loss = cross-entropy loss
rank_by_paper_loss = cross-entropy loss of the paper's model
gallery_most_typical = Most like normal films
gallery_least_typical = Least like normal films
gallery_least_abnormal = Lowest probability of abnormality
gallery_most_abnormal = Highest probability of abnormality
gallery_best_agreement = Best agreement with the labels
gallery_worst_agreement = Worst agreement with the labels
labels_found = { $labels } labels loaded; { $films } of them match films in the list. Loss: cross-entropy, in nats.
labels_failed = This file holds no labels ({ $detail }). Choose a CSV file with the columns file and label (normal or abnormal).
label_abnormal = label: abnormal
label_normal = label: normal

## The film.
previous = Previous film
next = Next film
invert = Invert
inverted = inverted
rotated_for_display = rotated or mirrored for display only; the scores refer to the film as stored
reset = Reset the view: initial window, fit to screen
overlay = Overlay graphics
window = Window
window_automatic = Automatic window
previous_frame = Previous frame
next_frame = Next frame
check_film = Check this film
lossy = lossy compression
film_failed = This file could not be read as a film
image_reread_failed = The image could not be read again

## The report.
report = Report
p_chest = Chest film
anomaly = Deviation from normal
p_abnormal = Abnormal
probability = probability
percentile = percentile
unusual = unusual
typical = typical
anomaly_limit = 99th percentile
no_card = The model card could not be loaded, so the scores cannot be interpreted. Reload the page.
file_facts = From the file
score_details = Score details
p_upside_down = P(upside down)
p_rotated = P(rotated by 90°)
p_inverted = P(inverted)
p_partial = P(partial)
anomaly_uncalibrated = Anomaly (uncalibrated)
log_odds_uncalibrated = Log odds (uncalibrated)
backend_label = Backend
read_time = Read time
render_time = Render time
scoring_time = Scoring time
weights = Weights
modality = Modality
view_position = View
body_part = Body part
image_size = Size
bit_depth_label = Bit depth
pixel_spacing = Pixel spacing
photometric_interpretation = Photometric
encoding = Encoding
transfer_syntax = Transfer syntax
frames_label = Frames
compression = Compression
not_scored = Not scored
sop_instance = SOP instance
not_stated = not stated

## Explanation: what the scores depend on.
explanation = Explanation
explain = Explain the scores
explain_again = Explain again
explain_layer = Explanation map over the film
explain_other_film = The file has changed since it was scored. Remove it and add it again.
explain_what = Two maps can be laid over the film. One shows where it deviates from normal films; the other shows how the probability of abnormality changes when one patch after another is occluded. They show what the scores depend on, not where disease is.
explain_not_applicable = The maps can be computed, but the scores they explain do not apply to this image.
explain_progress = { $percent } %
anomaly_map_hint = The map “deviation from normal” shows which regions contribute most.
map_choice = Map
map_abnormality = Abnormality
map_anomaly = Deviation from normal
map_opacity = Opacity
map_shown = Show the map over the film (X)
map_limits = A region that influences a score need not be diseased, and a diseased region need not influence it. Opacities were drawn into 12 normal films: the map “deviation from normal” peaked on the opacity in 9 of them, the map “abnormality” in 1, which is chance level. Real disease is fainter.
map_unit_abnormality = Change in the log odds of abnormality due to each region (calibrated). Red: increase. Blue: decrease. Transparent: no change.
map_unit_anomaly = Probability, at each location, of something that normal films do not show. Transparent: none.
reconstruction_title = Reconstruction by the paper’s VAE
reconstruction_absent = The paper’s models were not running when this was computed. Explain again to add the reconstruction.
reconstruction_input = Input, 100 × 100
reconstruction = Reconstruction
reconstruction_difference = Difference
reconstruction_error = Mean difference in grey value: { $mean }, larger than in { $percent } of normal films. The colour scale ends at the 99th percentile of normal films’ pixels. Edges and letters differ most; a difference is not a finding.
reconstruction_error_unranked = Mean difference in grey value: { $mean }. Edges and letters differ most; a difference is not a finding.
classified_as = Classified as { $first } ({ $p_first }); next most probable: { $second } ({ $p_second }).
kind_chest = an upright, whole chest film
kind_other = another kind of image
kind_upside_down = a chest film, upside down
kind_rotated = a chest film, rotated by 90°
kind_inverted = a chest film, inverted
kind_partial = a partial chest film
border_excluded = { $percent } % of the image is border around the film and is not scored.
contradiction_chest = { $attribute } is { $value }, but the image looks like a chest film. Check the header and the image.
contradiction_other = The header describes a chest radiograph ({ $value }), but the image does not look like one. Check the header and the image.
contradiction_lateral = View Position (0018,5101) is { $value }. The models are trained on frontal films; their scores do not apply to a lateral film.
contradiction_inverted = Photometric Interpretation (0028,0004) is { $value }, which displays bones dark. The value in the file may be wrong.

## The paper's models.
paper = The paper’s models (2017)
paper_off_hint = Three older models, after the paper on which this project is based. Switching them on downloads 30 MB once and scores every film in the list with them too. The verdict does not depend on them.
paper_on_hint = They see the film at 100 × 100 pixels. The verdict does not depend on them. Grey: distribution of normal films.
paper_waiting = They start once the engine is ready.
vlb = Similarity to normal
vlb_short = VLB
p_cr = Chest radiograph
paper_abnormal = Abnormal
nats = nats
reference_limit = 2.5th percentile
log_likelihood = Log-likelihood
kl = KL divergence

## The top bar and its sheets.
model_card = Model card
model_card_long = Model card and calibration
help = Keys and help
close = Close
dismiss = Dismiss
try_again = Try again
cpu = CPU
webgpu = WebGPU
engine_loading = Loading engine
engine_testing = Self-test
engine_stopped = Engine unavailable
engine_reading_only = decodes films, does not score
more_workers = More workers
not_started = not started
traffic_hint = Counted as sent are the bodies of requests: a film that left this device would be in one. The browser itself also checks for a new version of this page. To be sure, disconnect the network once the engine is ready: everything still works.
requests_label = Requests
page_itself = the page itself
reload = Reload

## The model card.
card_verdicts = Verdicts on test films
card_image_kind = Chest film or not, and orientation
card_anomaly = Deviation from normal films
card_abnormality = Normal or abnormal
card_modality = Chest radiograph or not
card_vae = Similarity to normal films
card_diagnosis = Normal or abnormal
normal_films = normal films
abnormal_films = abnormal films
reliability_title = Predicted probability of abnormality, and observed share of abnormal films
reliability_predicted = predicted probability
reliability_observed = observed share
card_limits = Limitations
card_data = Training data
card_films = Films:

## Calibration.
calibration = Calibration
calibration_what = Films from another hospital may score differently. Put about 100 of your own normal films in the list, and no others, then calibrate: the limits of the verdict are fitted to them on this device.
calibrate = Calibrate on the films in the list
calibration_save = Save
calibration_load = Load
calibration_reset = Restore defaults
calibration_not_kept = This browser cannot keep the calibration for the next visit. Save it to a file.
calibration_none_normal = These films differ from those the models know: with the default calibration, the median film would not look normal. How your abnormal films score is not known, so no film is called normal.
own_films = own films

## Errors that arise in the page itself: what, where, what to do.
unreadable = The browser could not read this file. It may have been moved, changed or locked since it was added. Add it again.
no_films = This archive contains no DICOM file and no PNG or JPEG image. Choose the archive that contains the films.
not_drawn = The browser could not render this film. It may be too large for this device's memory.
crashed = The engine crashed while it processed this file and was restarted. The file may be damaged or too large for this device's memory.
too_slow = The engine did not respond for two minutes while it processed this file and was restarted. The file may be damaged.
not_sound = The engine returned invalid scores. Reload the page. If it happens again, the weights may be damaged.
no_load = The engine could not be loaded. Check the connection and try again.
restarted_too_often = The engine crashed several times in a row. Try again or reload the page.
gpu_crashed = its engine crashed
gpu_silent = its engine did not respond
gpu_not_sound = it returned invalid scores
gpu_no_adapter = this browser offers no WebGPU adapter
bad_message = The page and the engine are of different versions. Reload the page.

## Texts with arguments.
paper_failed = The paper's models cannot be used: { $reason } The other models are not affected.
operating_point = operating point { $point }
flag_change = Change made to the test films
flag_films = Films
flag_flagged = Flagged
flag_correct_reason = Correct reason
column_films = Test films
column_groups = Positive / negative
column_auroc = AUROC (95 % CI)
column_sensitivity = Sensitivity
column_specificity = Specificity
column_balanced = Balanced accuracy
column_accuracy = Accuracy
column_majority = Majority class
outcome = { $reviewed } % of the normal films were sent to review; { $missed } % of the abnormal films were called normal. The probabilities, calibrated at even odds (50 % of the films abnormal), are off by { $error } on average (expected calibration error).
reliability_point = { $films ->
    [one] 1 film
   *[other] { $films } films
} with a predicted probability of about { $predicted }: { $observed } % were abnormal
calibrated_on = Calibrated on { $films } normal films: { $site }.
calibration_too_few = The list holds { $found } scored chest films. Calibration needs at least { $minimum } normal ones; 100 are better.
calibration_other_weights = This calibration was made for other weights ({ $weights }) and is not used. Calibrate again.
calibration_unreadable = This file holds no calibration ({ $detail }). Choose one that was saved by this page or by the negatoscope program.
data_source = { $films } films, { $licence }

## Texts of the weights that ship.
card_text_validation_films = its validation films
card_text_all_sources = all sources
card_text_resolution = The models see at most 224 x 224 pixels, and small nodules may be lost to them: on real ones they were not measured.
card_text_other_sites = They were validated on the test films counted here and nowhere else: calibrate them on films of your own.
card_text_children = Its paediatric films are of children of 1 to 5 years from one hospital, stretched to squares; films of others may score otherwise.
card_text_labels = The labels of NIH ChestX-ray14 were mined from texts and are noisy.
card_text_adults = On NIH's adults the probability of abnormal and the likeness to normal films were validated on few films with a radiologist's read; the intervals of their figures are wide.
card_text_second_evaluation = The test films were looked at twice: after the first look the probability of abnormal was calibrated at even odds, by validation films alone.
card_text_paper_resolution = The models follow a paper of 2017 and see 100 x 100 pixels: fine shadows are lost to them.
card_text_vlb = The bound tells chest films from other pictures; it does not tell sick from healthy (the paper's finding, and ours).
card_text_paper_children = Trained on frontal films of children of 1 to 5 years (one hospital) and of NIH ChestX-ray14; other films may score otherwise.
card_text_square = All training films are square: a chest film much wider than high is taken for another picture (3 of 3 films of 1,024 x 700 tried).

## Keys and help.
mouse_drag = Drag
mouse_wheel = Wheel
key_window = Window: horizontally for width, vertically for centre
key_zoom = Zoom at the pointer; pinch on a touch screen, + and - on the keyboard
key_pan = Pan the zoomed film; the middle mouse button does the same
key_reset = Reset the view; a double click fits the film to the screen
key_rotate = Rotate the film left and right, for display only
key_mirror = Mirror the film, for display only
key_film = Previous and next film
key_frame = Previous and next frame
key_window_preset = Windows stored in the file; 0 for the automatic window
key_overlay = Show or hide overlay graphics
key_map = Show or hide the map over the film
key_invert = Invert the film
key_open = Choose files
key_remove = Remove the film from the list
key_export = Export the reports as JSON lines
key_list_panel = Show or hide the list of films
key_report_panel = Show or hide the report
key_help = Show this help
key_close = Close a dialog
help_drop = Drop files or folders anywhere in the window. Each film is decoded, displayed and scored on this device by three models: is it a chest film, and how is it oriented; how far does it deviate from normal films; is it abnormal. Together they give one of four verdicts. “Unsure” is a verdict of its own: the models cannot tell.
help_size = The models see the film reduced to 224 × 224 pixels. Subtle opacities are lost at that size. A verdict sorts films; it does not replace reading them.
help_site = Films from another hospital may score differently. Calibrate on your own normal films, under Model card.
help_address = Add ?backend=cpu or ?backend=webgpu to the address to choose the backend, and ?paper=on to run the paper’s models too.

## Warnings: where a file contradicts itself or lacks something.
warning_assumed = { $attribute } is missing; { $value } was assumed.
warning_corrected = { $attribute } is { $value }; { $taken } was used instead.
warning_transfer_syntax = The file declares its pixels as { $claimed }, but they are { $found } and were decoded as such.
warning_excess_pixels = Pixel Data (7FE0,0010) has { $found } bytes, but the header accounts for { $expected }. The image size or the number of frames may be wrong.
warning_excess_bits = Some pixels use bits beyond Bits Stored (0028,0101). These bits were ignored.
warning_window = The window stored in the file shows none of its pixels. Another window was chosen.
warning_text = Specific Character Set (0008,0005) does not cover all text in the file. Names may be displayed incorrectly.
warning_polarity = The film looks inverted: Photometric Interpretation (0028,0004) is { $claimed }, but the pixels appear to be stored the other way round. It is displayed and scored as the file declares.

## Verdicts.
verdict_other = Not a chest film
verdict_normal = Looks normal
verdict_review = Needs review
verdict_unsure = Unsure
reason_blank = All pixels have the same value; nothing is shown.
reason_other = It does not look like a frontal chest film. The other scores do not apply.
reason_upside_down = The film appears to be upside down. Rotate it and add it again.
reason_rotated = The film appears to be rotated by 90°. Rotate it and add it again.
reason_inverted = Bones appear dark and air bright. Invert the file and add it again.
reason_partial = Only part of a chest appears to be shown. The models are trained on whole films.
reason_unclear = It is unclear what the image shows. The verdict needs an upright, whole chest film.
reason_abnormal = Its probability of abnormality is above the upper limit; few normal films score that high.
reason_between_limits = Its probability of abnormality is between the two limits and supports neither verdict.
reason_unusual = Its probability of abnormality is low, but the film is more unusual than nearly all normal films.
reason_normal = Its probability of abnormality is below the lower limit; few abnormal films score that low. Disease is not ruled out.

## Scores and where they lie.
axis_legend = White: this film. Dashed: limits of the verdict.
verdict_limit = limit { $limit }
unsure_between = unsure from { $below } to { $above }
classified_chest = Classified as a chest film
classified_other = Classified as another kind of image
above_limits = Above both limits
below_limits = Below both limits
between_limits = Between the limits
more_typical_than = More typical than { $percent } of normal films
more_unusual_than = More unusual than { $percent } of normal films
lower_than_normal = Lower than { $percent } of normal films
higher_than_normal = Higher than { $percent } of normal films
over_99 = over 99 %
above_operating_point = At or above the operating point
below_operating_point = Below the operating point
ranking = On test films it ranked an abnormal film above a normal one in { $times } of 100 pairs, depending on the source (chance: 50).
ranking_range = { $worst } to { $best }
ranking_near_chance = For some sources it may be no better than chance.

## The list, the film, the engines.
filter_all = All films
order_added = In order added
order_abnormal = Abnormal first
order_unusual = Most unusual first
order_name = By name
order_unsure = Unsure first
order_date = Newest first
order_study = By study
seconds_left = about { $number } s left
minutes_left = about { $number } min left
hours_left = about { $number } h left
films_of_study = { $films ->
    [one] 1 film
   *[other] { $films } films
}
bit_depth = { $stored } of { $allocated } bits
bit_depth_signed = { $bits }, signed
frames = { $frames } (the first is scored)
frame = frame { $frame } of { $frames }
frame_not_scored = { $frame }, not scored
weights_progress = Weights { $loaded } of { $total }
engine_running = self-test passed, ready in { $time }
engine_running_on = { $device }, { $ready }
workers_running = { $workers ->
    [one] 1 additional worker runs
   *[other] { $workers } additional workers run
} while many films wait
session_stored = { $films ->
    [0] nothing stored yet
    [one] 1 film stored
   *[other] { $films } films stored
}
session_stored_only = { $films ->
    [0] nothing could be stored
    [one] only 1 film stored
   *[other] only { $films } films stored
}
sent = { $bytes } sent
sent_not_counted = Sent: not counted
requests = { $requests } requests for parts of this page, { $elsewhere } of them to other addresses.
request_resource = Resource
request_by = Requested by
request_from = From
request_size = Size
requested_by_page = page
requested_by_engine = engine
requested_by_webgpu = WebGPU engine
requested_by_cache = offline cache
source_network = network
source_stored = stored on this device
source_cache = browser cache
offline_unsupported = This page is not stored for offline use: this browser does not support it here.
offline_storing = This page is being stored for offline use.
offline_stored = This page is stored on this device and opens without a network.
offline_no_room = This page is not stored for offline use: this device has no room left for it. It works as long as it stays open.
offline_network = This page is not stored for offline use yet: a part of it could not be downloaded. The next visit tries again.
offline_damaged = This page is not stored for offline use: a part of it arrived damaged. The next visit tries again.
offline_newer = This page is not stored for offline use: the server has a newer version. Reload the page.
offline_rest_loading = The rest is being downloaded.
offline_rest_no_room = This device has no room left for the rest.
offline_rest_network = The rest could not be downloaded. Check the connection and try again.
offline_rest_damaged = A part of the rest arrived damaged. Try again.
offline_store_rest = Store the rest too ({ $bytes }: WebGPU, JPEG XL, the paper’s models)
newer_version = { $films ->
    [0] A new version is available. Reload the page.
    [one] A new version is available. Reloading removes the film from the list: export its report first.
   *[other] A new version is available. Reloading removes { $films } films from the list: export their reports first.
}
other_windows = { $others ->
    [one] This page is open in another window, which would mix two versions. Close it, then reload.
   *[other] This page is open in { $others } other windows, which would mix two versions. Close them, then reload.
}
progress = { $finished } of { $all }
fell_back = WebGPU is not used: { $reason } Scores come from the CPU.
engine_failed = Films cannot be scored: { $reason }
incomplete = This is a DICOMDIR, the index of a storage medium. { $missing } of the { $files } files that it references are not in the list. Drop the whole folder that contains it.
entry = entry { $number }
unpacking = Unpacking, { $done } of { $entries }
date = { $year }-{ $month }-{ $day }
age_years = { $number ->
    [one] { $number } year
   *[other] { $number } years
}
age_months = { $number ->
    [one] { $number } month
   *[other] { $number } months
}
age_weeks = { $number ->
    [one] { $number } week
   *[other] { $number } weeks
}
age_days = { $number ->
    [one] { $number } day
   *[other] { $number } days
}

## Tools on the film, and its header.
tools = Tools
tool_window = Window (W)
tool_pan = Pan (V)
tool_length = Measure length (M)
tool_angle = Measure angle (A)
tool_redact = Redact burned-in text (B)
tool_magnifier = Magnifier (hold Z)
true_size = True size (U)
header_button = DICOM header (D)
hide_text = Hide names and corner annotations (T)
save_picture = Save the view as a PNG image (C)
spacing_at_detector = at the detector
spacing_at_patient = by Pixel Spacing
no_spacing = no pixel spacing
true_size_assumed = true size, if this screen has 96 pixels per inch; press U again to calibrate it
true_size_measured = true size
ruler_title = True size on this screen
ruler_what = Browsers do not report how large a screen is. Hold a bank card (85.6 mm wide) to the bar and make the bar as wide as the card. Films are then displayed at true size.
ruler_length = Length of the bar
ruler_save = Save
ruler_reset = Use 96 pixels per inch
side_right = right side
side_left = left side
side_both = both sides
compare = Compare side by side (S)
comparison_close = Close
comparison_swap = Swap the two films
comparison_link_zoom = Link zoom
comparison_hint = Pinned. Choose another film in the list to compare it with.
header_title = DICOM header
header_search = Search tags, names and values
header_copy = Copy
header_copied = Copied.
header_not_copied = This browser does not let the page copy. Select the rows and copy them yourself.
header_none = A PNG or JPEG image has no DICOM header.
header_no_names = The attribute names could not be fetched. Most attributes are listed by tag only.
header_tag = Tag
header_name = Name
header_value = Value
header_count = { $all } elements
header_found = { $found } of { $all } elements
key_drag_tool = What a left drag, or one finger, does: window or pan
key_measure = Measure a length or an angle; Delete removes the selected one
key_redact = Redact burned-in text with a black rectangle; Delete removes the selected one
key_magnifier = Magnifier, while held
key_space_pan = Pan by dragging, while held
key_true_size = True size, if the pixel spacing is known
key_compare = Pin this film to compare it side by side with another
key_header = Show and search the DICOM header
key_hide_text = Hide names and corner annotations, for demonstrations; exported JSON and CSV leave names out too
key_save_picture = Save the view as a PNG image

## DICOM export and de-identification.
dicom_export = Export as DICOM
dicom_export_hint = Created on this device and marked as research.
export_sr = Structured Report
export_sr_hint = The report, in the film's study (TID 1500): scores, verdict and models; unverified
export_sc = Secondary Capture
export_sc_hint = The film as displayed, with the verdict and the notice below it
export_copy = De-identified copy
export_copy_hint = The film without identifying attributes; you review the changes first
exporting = Exporting
exported = Saved: { $name }
no_random = The browser returned no random numbers, so no new identifiers can be generated. Open the page over HTTPS or from this machine.
copy_title = De-identified copy
copy_what = Removes identifying attributes by the Basic Profile of DICOM PS3.15 Annex E (2026c). Within one visit to this page, the same patient gets the same pseudonym in every copy.
copy_pixels = Text burned into the pixels is not detected. Inspect the film before you pass it on.
copy_burned_in = The header says that text is burned into the pixels. It stays in the copy unless you redact it.
copy_dates = Dates
copy_dates_remove = removed
copy_dates_keep = kept
copy_dates_shift = shifted
copy_days = Days
copy_characteristics = Keep sex, age, height and weight
copy_device = Keep device identity
copy_institution = Keep institution identity
copy_uids = Keep UIDs
copy_save = Save the copy
copy_attribute = Attribute
copy_change = Change
copy_before = Before
copy_after = In the copy
copy_show_kept = Show kept attributes too
copy_private = private
copy_loading = Reading
copy_count = { $changed } attributes changed, { $kept } kept
redaction_title = Redacted areas
redaction_hint = Redacted areas are black in every frame of the copy and in exported Secondary Captures. The scores are those of the original film. Press B to draw a rectangle on the film.
redaction_add = Add a rectangle
redaction_column = Column
redaction_row = Row
redaction_width = Width
redaction_height = Height
redaction_remove = Remove this rectangle
copy_clean = I have inspected the whole image: no identifying text is left (recorded in the copy as Clean Pixel Data)
copy_report = Structured Report of the copy
copy_picture = Secondary Capture of the copy
change_removed = removed
change_emptied = emptied
change_replaced = replaced
change_kept = kept
change_added = added
